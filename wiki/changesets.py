"""One person's one update of one page: opening it, numbering it, saying how much it changed."""

import contextlib
import datetime
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from accounts.models import User
from markup.words import count_change
from wiki.sizes import OWN_SAY, only_stars

if TYPE_CHECKING:
    from wiki.models import Changeset, Page

NOTE_LIMIT = 500


class Protected(Exception):
    """Raised where somebody changes a page that is protected from them; nothing is written."""

    def __init__(self, page_id: int) -> None:
        super().__init__("the page is protected")
        self.page_id = page_id


class Deleted(Exception):
    """Raised where somebody writes on a page that was deleted; nothing is written."""

    def __init__(self, page_id: int) -> None:
        super().__init__("the page was deleted")
        self.page_id = page_id


@dataclass(frozen=True)
class Headline:
    """What those who watch a page are told of an update, where "updated" would tell too little.

    "Ben `deed` `page`: `quote`", leading to `url`; whoever was `told` by itself is left out.
    """

    deed: str
    quote: str
    url: str
    told: frozenset[int] = frozenset()


class Recording:
    """An update being made. It becomes a Changeset when the first tracked row is written."""

    def __init__(
        self,
        page: "Page",
        author: User | None,
        note: str,
        minor: bool,
        at: datetime.datetime,
        accepted_by: User | None = None,
    ) -> None:
        self.page = page
        self.author = author
        self.accepted_by = accepted_by
        self.note = note
        self.minor = minor
        self.at = at
        self.counts: Counter[str] = Counter()
        self.words_added = 0
        self.words_removed = 0
        self.merged_since: int | None = None
        self.tags_given: list[str] = []  # those that the page did not carry before
        self.headline: Headline | None = None
        # By a key of log.COUNTED: who was told of that in words of its own.
        self.told: defaultdict[str, set[int]] = defaultdict(set)
        self._changeset: Changeset | None = None

    @property
    def made(self) -> "Changeset | None":
        """The update, once something was written in it."""
        return self._changeset

    def changeset(self) -> "Changeset":
        """The Changeset of this recording, created and numbered on first use."""
        if self._changeset is None:
            model: Any = apps.get_model("wiki", "Changeset")
            last = model.objects.filter(page=self.page).aggregate(last=Max("number"))["last"]
            self._changeset = model.objects.create(
                page=self.page,
                number=(last or 0) + 1,
                author=self.author,
                author_name=self.author.username if self.author else "",
                accepted_by=self.accepted_by,
                accepted_by_name=self.accepted_by.username if self.accepted_by else "",
                note=self.note,
                minor=self.minor,
                created_at=self.at,
            )
        assert self._changeset is not None
        return self._changeset

    def count(self, what: str, number: int = 1) -> None:
        """Add to the update's size in objects; `what` is a key of log.COUNTED."""
        self.counts[what] += number

    def merged(self, *, since: int) -> None:
        """Say that others saved after the update `since`, which this one's author had seen."""
        self.count("merged")
        self.merged_since = since

    def reworded(self, before: str, after: str) -> None:
        """Add to the update's size in words what changed between two texts."""
        added, removed = count_change(before, after)
        self.words_added += added
        self.words_removed += removed

    def close(self) -> None:
        """Write the size of the update, once all of it is known.

        Raises Protected where it did more than say what its author thinks, and neither they nor
        whoever accepted it may.
        """
        if self._changeset is None:
            return
        done = set(+self.counts)
        if not done or done - set(OWN_SAY):
            self._require_open()
        self._changeset.note = self.note
        self._changeset.words_added = self.words_added
        self._changeset.words_removed = self.words_removed
        self._changeset.counts = {key: n for key, n in sorted(self.counts.items()) if n}
        self._changeset.merged_since = self.merged_since
        self._changeset.only_stars = only_stars(self._changeset.counts)
        self._changeset.save()

    def _require_open(self) -> None:
        """The one door of every writing deed. Under the lock, nobody protects it meanwhile."""
        protections: Any = apps.get_model("wiki", "Protection").objects
        who = self.accepted_by or self.author
        protection = protections.filter(page=self.page).first() if who else None
        if protection and not protection.lets(who, at=self.at):
            raise Protected(self.page.pk)


_open: ContextVar[tuple[Recording, ...]] = ContextVar("open_recordings", default=())


def recording_for(page_id: int | None) -> Recording | None:
    """The recording that is open for this page, if any (None: for a page not saved yet)."""
    for update in reversed(_open.get()):
        if update.page.pk == page_id:
            return update
    return None


@contextlib.contextmanager
def recording(
    page: "Page",
    *,
    author: User | None,
    note: str = "",
    minor: bool = False,
    at: datetime.datetime | None = None,
    of_deleted: bool = False,
    accepted_by: User | None = None,
) -> Iterator[Recording]:
    """Open one update of `page`: a transaction with the page's row locked.

    Everything tracked that is written inside belongs to it. Nested uses for the same page join
    the outer one. `at` is for telling of the past (imports, the demo); it is now otherwise.
    Where its author only suggested it, `accepted_by` put it on the page.
    Raises Deleted, unless the update is one `of_deleted` pages.
    """
    outer = recording_for(page.pk)
    if outer is not None:
        yield outer
        return
    with transaction.atomic():
        if page.pk is not None:
            # The lock that makes numbers gapless and lets every save compare its base. Rows may be
            # written meanwhile that refer to the page: one that moves under it waits for nothing.
            rows = type(page).objects.select_for_update(no_key=True).only("pk", "deleted_at")
            held = rows.get(pk=page.pk)
            if held.deleted_at and not of_deleted:
                raise Deleted(page.pk)
        moment = at or timezone.now()
        update = Recording(page, author, note.strip(), minor, moment, accepted_by)
        token = _open.set((*_open.get(), update))
        try:
            yield update
            update.close()
            _announce(update)
        finally:
            _open.reset(token)


def _announce(update: Recording) -> None:
    # What these know of are models, which stand on this module.
    from wiki.announcing import announce
    from wiki.linking import keep_links_of_note
    from wiki.models import NoteLink

    if update.made is not None:
        keep_links_of_note(NoteLink, {"source": update.made}, update.note, is_new=True)
    announce(update)
