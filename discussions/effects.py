"""What a thread led to: updates that name it, and recommendations proposed from its posts."""

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from discussions.models import Cause, Proposal, Thread
from web.paging import Some
from wiki.models import Changeset

SHOWN = 50


def effects_of(thread: Thread, reader: Any) -> list[Any]:
    """Its updates, the latest first, each with its `proposal` where it has one.

    Those of threads that were merged into it are its own. One query, and none where the thread was
    asked for with `led_somewhere` and did not.
    """
    if not getattr(thread, "led_somewhere", True):
        return []
    of_thread = Q(causes__thread=thread) | Q(causes__thread__merged_into=thread)
    of_thread |= Q(proposal__post__thread=thread)
    updates = Changeset.objects.visible_to(reader).filter(of_thread).distinct()
    proposal = ("proposal__recommendation", "proposal__post", "proposal__by")
    updates = updates.select_related("page", "author", *proposal)
    return Some(updates.defer("page__body", "page__rendered").order_by("-pk"), SHOWN)


def led_somewhere() -> Q:
    """Whether a thread has effects, to be asked for with its row."""
    here = OuterRef("pk")
    caused = Cause.objects.filter(Q(thread=here) | Q(thread__merged_into=here))
    return Q(Exists(caused)) | Q(Exists(Proposal.objects.filter(post__thread=here)))


def without_effect(threads: QuerySet[Any]) -> QuerySet[Any]:
    """Those of some threads that led to nothing yet."""
    return threads.exclude(led_somewhere())


def proposal_of(recommendation_pk: int) -> Proposal | None:
    """From which post a recommendation was proposed, if from one."""
    proposals = Proposal.objects.select_related("post__author", "post__thread", "by")
    return proposals.filter(recommendation=recommendation_pk).first()
