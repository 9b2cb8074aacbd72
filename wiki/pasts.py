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
from collections.abc import Iterable
from typing import Any

from django.db.models import Q
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


def text_at(page: Page, changeset: Changeset) -> str:
    """As that update left it, whether it wrote it or an earlier one did. Two queries.

    Raises Unreadable.
    """
    upto = PastText.objects.filter(page=page, changeset__lte=changeset.pk).order_by("-changeset_id")
    nth = upto.values_list("nth", flat=True).first()
    texts = _unpacked({(page.pk, nth)}) if nth is not None else {}
    if nth is None or (page.pk, nth) not in texts:
        raise Unreadable(page, changeset)
    return texts[page.pk, nth]


def texts_written(changesets: Iterable[int]) -> dict[int, tuple[str, str]]:
    """What stood before ("" where nothing did), and what each update wrote; by their ids.

    Left out are updates that wrote no text, and those of which either cannot be read. Two queries,
    however many they are.
    """
    rows = PastText.objects.filter(changeset__in=list(changesets))
    places = {row.pk: (row.page_id, row.nth) for row in rows.defer("packed")}
    before = {(page, nth - 1) for page, nth in places.values() if nth}
    texts = _unpacked({*places.values(), *before}) | {(page, -1): "" for page, _ in places.values()}
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


def _unpacked(places: set[Place]) -> dict[Place, str]:
    """Those texts, and what they are read through; without those that are damaged. One query."""
    needed: dict[int, set[int]] = defaultdict(set)
    for page, nth in places:
        needed[page].update(_chain(nth))
    if not needed:
        return {}
    here = [Q(page=page, nth__in=sorted(nths)) for page, nths in needed.items()]
    rows = PastText.objects.filter(functools.reduce(operator.or_, here)).order_by("page_id", "nth")
    texts: dict[Place, str] = {}
    for page, nth, packed in rows.values_list("page", "nth", "packed"):
        base = texts.get((page, _base_of(nth))) if nth % PERIOD else None
        try:
            texts[page, nth] = unpack(bytes(packed), base)
        except Damaged as error:
            _log.error("Text %s of page %s is damaged: %s", nth, page, error)
    return texts
