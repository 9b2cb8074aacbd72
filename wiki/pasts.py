"""The texts that a page had: the one door to them, for whoever writes them and whoever reads.

Every text is packed against an earlier one of its page (wiki.packing). Which one is a matter of
its number alone: the texts of a page are numbered from 0, every PERIOD-th is packed by itself, and
the others against the one whose number lacks their lowest binary digit that is set. So text 44 is
read through 32 and 40, any text through six others at most, and half of them were packed against
the very text before.
"""

import functools
import logging
import operator
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from typing import Any

from django.db.models import OuterRef, Q, Subquery
from django.dispatch import receiver
from simple_history.signals import post_create_historical_record

from wiki.models import Changeset, Page, PastText
from wiki.packing import Damaged, pack, unpack

PERIOD = 64  # a power of two

Place = tuple[int, int]  # a page, and which of its texts

_log = logging.getLogger(__name__)


class Unreadable(Exception):
    """Raised where a past text is damaged or gone; another is never shown in its place."""

    def __init__(self, page: Page, changeset: Changeset) -> None:
        super().__init__(f"the text of page {page.pk} at its update {changeset.number}")
        self.page = page
        self.changeset = changeset


class Hidden(Unreadable):
    """Raised where a past text was hidden, or removed for good; `changeset` wrote it."""


def text_at(page: Page, changeset: Changeset, *, hidden_too: bool = False) -> str:
    """As that update left it, whether it wrote it or an earlier one did. Two queries.

    `hidden_too` is for merging, which shows it to nobody. Raises Unreadable, Hidden.
    """
    nth = _nth_at(page, changeset, hidden_too=hidden_too)
    texts = _unpacked({(page.pk, nth)})
    if (page.pk, nth) not in texts:
        raise Unreadable(page, changeset)
    return texts[page.pk, nth]


def require_shown(page: Page, changeset: Changeset) -> None:
    """Raise Hidden where the text that an update left is; for what quotes it. One query."""
    _nth_at(page, changeset, hidden_too=False)


def hidden_since(page: str, changeset: str) -> Subquery:
    """For rows of other tables: when the text was hidden that an update of a page left, if it was.

    `page` and `changeset` name the columns of theirs that hold the ids.
    """
    upto = PastText.objects.filter(page=OuterRef(page), changeset__lte=OuterRef(changeset))
    return Subquery(upto.order_by("-changeset_id").values("changeset__hidden_at")[:1])


def _nth_at(page: Page, changeset: Changeset, *, hidden_too: bool) -> int:
    upto = PastText.objects.filter(page=page, changeset__lte=changeset.pk).order_by("-changeset_id")
    found = upto.values_list("nth", "changeset", "changeset__hidden_at").first()
    if found is None:
        raise Unreadable(page, changeset)
    nth, writer, hidden_at = found
    if hidden_at and not hidden_too:
        updates = Changeset.objects.select_related("author", "hidden_by")
        raise Hidden(page, updates.get(pk=writer))
    return nth


def texts_written(changesets: Iterable[int]) -> dict[int, tuple[str, str]]:
    """What stood before ("" where nothing did), and what each update wrote; by their ids.

    Left out are updates that wrote no text, and those of which either cannot be read or is hidden.
    Two queries, however many they are.
    """
    rows = PastText.objects.filter(changeset__in=list(changesets))
    places = {row.pk: (row.page_id, row.nth) for row in rows.defer("packed")}
    before = {(page, nth - 1) for page, nth in places.values() if nth}
    texts = _unpacked({*places.values(), *before}, hidden_too=False)
    texts |= {(page, -1): "" for page, _ in places.values()}
    return {
        pk: (texts[page, nth - 1], texts[page, nth])
        for pk, (page, nth) in places.items()
        if (page, nth - 1) in texts and (page, nth) in texts
    }


def keep(page: Page, changeset: Changeset) -> None:
    """Keep the page's text as what the update leaves, unless the one before it is the same.

    The page's row is locked meanwhile, as by all that writes it.
    """
    rows = PastText.objects.filter(page=page).order_by("-nth")
    last = rows.defer("packed").first()
    texts = _unpacked({(page.pk, last.nth)}) if last else {}
    if last and texts.get((page.pk, last.nth)) == page.body:
        return
    saved_before = last is not None and last.pk == changeset.pk  # in this very update
    nth = last.nth + (not saved_before) if last else 0
    base = texts.get((page.pk, _base_of(nth))) if nth % PERIOD else None
    PastText(changeset=changeset, page=page, nth=nth, packed=pack(page.body, base)).save()


@receiver(post_create_historical_record, sender=Page.history.model)
def keep_with_its_row(sender: Any, instance: Page, history_instance: Any, **kwargs: Any) -> None:
    """No row of a page's history is written without its text."""
    keep(instance, history_instance.changeset)


def _base_of(nth: int) -> int:
    return nth & (nth - 1)


def _chain(nth: int) -> list[int]:
    """The numbers of the texts that one is read through, itself the last."""
    chain = [nth]
    while chain[0] % PERIOD:
        chain.insert(0, _base_of(chain[0]))
    return chain


def _unpacked(places: set[Place], *, hidden_too: bool = True) -> dict[Place, str]:
    """Those texts, and what they are read through; without those that are damaged. One query."""
    needed: dict[int, set[int]] = defaultdict(set)
    for page, nth in places:
        needed[page].update(_chain(nth))
    if not needed:
        return {}
    here = [Q(page=page, nth__in=sorted(nths)) for page, nths in needed.items()]
    rows = PastText.objects.filter(functools.reduce(operator.or_, here)).order_by("page_id", "nth")
    texts: dict[Place, str] = {}
    hidden = set()
    for page, nth, packed, at in rows.values_list("page", "nth", "packed", "changeset__hidden_at"):
        if at is not None:
            hidden.add((page, nth))
        base = texts.get((page, _base_of(nth))) if nth % PERIOD else None
        try:
            texts[page, nth] = unpack(bytes(packed), base)
        except Damaged as error:
            _log.error("Text %s of page %s is damaged: %s", nth, page, error)
    return texts if hidden_too else {at: text for at, text in texts.items() if at not in hidden}


def without(rows: Iterable[PastText], gone: Collection[Place]) -> Iterator[PastText]:
    """Rows of past texts, some of them empty: no other row holds words of those.

    Whatever was packed against one of them is packed anew, and reads as it did.
    """
    for row in rows:
        here, base = (row.page_id, row.nth), (row.page_id, _base_of(row.nth))
        if here in gone:
            row.packed = pack("")
        elif row.nth % PERIOD and base in gone:
            texts = _unpacked({here})
            if here in texts:  # what is damaged cannot be read, with or without its base
                row.packed = pack(texts[here])
        yield row


def empty(page: Page, changesets: Collection[int]) -> None:
    """Remove the texts that these updates wrote for good."""
    rows = PastText.objects.filter(page=page)
    gone = {(page.pk, nth) for nth in rows.filter(pk__in=changesets).values_list("nth", flat=True)}
    around = {nth + (1 << bit) for _, nth in gone for bit in range(PERIOD.bit_length() - 1)}
    named = rows.filter(nth__in=[*around, *(nth for _, nth in gone)]).order_by("nth")
    for row in list(without(named, gone)):
        PastText.objects.filter(pk=row.pk).update(packed=row.packed)
