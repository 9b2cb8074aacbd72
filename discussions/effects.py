"""What a thread led to: updates that name it, and recommendations proposed from its posts."""

from dataclasses import dataclass
from typing import Any

from discussions.models import Proposal, Thread
from recommendations.models import Recommendation
from recommendations.row import Row, rows_of
from wiki.models import Changeset

SHOWN = 50


@dataclass(frozen=True)
class Proposed:
    """A recommendation made of a post's words, as it stands now."""

    proposal: Proposal
    row: Row


@dataclass(frozen=True)
class Effects:
    """The latest first."""

    updates: list[Any]
    proposals: list[Proposed]

    def __bool__(self) -> bool:
        return bool(self.updates or self.proposals)


def effects_of(thread: Thread, reader: Any) -> Effects:
    """Two queries, and those of `rows_of` where something was proposed."""
    updates = Changeset.objects.visible_to(reader).filter(causes__thread=thread)
    updates = updates.select_related("page", "author").defer("page__body", "page__rendered")
    return Effects(list(updates.order_by("-pk")[:SHOWN]), _proposed(thread, reader))


def _proposed(thread: Thread, reader: Any) -> list[Proposed]:
    items = Recommendation.objects.visible_to(reader).filter(proposal__post__thread=thread)
    items = items.select_related("page", "proposal__post", "proposal__by")
    found = list(items.defer("page__body", "page__rendered").order_by("-proposal__pk")[:SHOWN])
    return [
        Proposed(item.proposal, row)
        for item, row in zip(found, rows_of(found, reader) if found else [], strict=True)
    ]


def proposal_of(recommendation_pk: int) -> Proposal | None:
    """From which post a recommendation was proposed, if from one."""
    proposals = Proposal.objects.select_related("post__author", "post__thread", "by")
    return proposals.filter(recommendation=recommendation_pk).first()
