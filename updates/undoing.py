"""Undoing one earlier update, where nothing later touches what it did.

Its text is taken back as one person's change is merged with another's: the base is that update,
theirs is the page now, mine is the page before it. Each thing that it did to an area or a
recommendation is taken back where that is still as it left it.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from accounts.models import User
from recommendations import arranging
from recommendations.detailing import Details, set_details
from recommendations.models import Area, Recommendation
from updates import comparing, crossing
from updates.editing import Conflict, Merged, Texts, put_together
from updates.moments import Moment, at, without_blanks
from updates.restoring import naming, put_back
from updates.succeeding import Successions
from wiki.changesets import Recording, recording
from wiki.models import Changeset, Page
from wiki.writing import revise_page

ASPECTS: dict[str, Callable[[Any], Any]] = {
    "words": lambda row: row.wording,
    "status": lambda row: (row.status, row.status_note),
    "details": Details.of,
    "area": lambda row: row.area_id,
}


@dataclass(frozen=True)
class Touched:
    """Something that later updates changed again, with their numbers."""

    name: str
    numbers: list[int]


class Refused(Exception):
    """Raised where an update cannot be undone; `touched` names what stands in the way."""

    def __init__(self, message: str, touched: Iterable[Touched] = ()) -> None:
        super().__init__(message)
        self.touched = list(touched)


@dataclass
class Plan:
    """What undoing an update would do."""

    update: Changeset
    before: Moment
    after: Moment
    now: Moment
    texts: Merged
    aspects: dict[int, set[str]] = field(default_factory=dict)  # of recommendations, to take back
    remove: list[int] = field(default_factory=list)
    bring_back: list[int] = field(default_factory=list)
    areas: dict[int, str] = field(default_factory=dict)  # to take back: renamed, added, removed
    touched: list[str] = field(default_factory=list)  # "r12" and "area4", changed again since
    left: list[str] = field(default_factory=list)  # what it did and undoing leaves

    @property
    def touches_objects(self) -> bool:
        return bool(self.aspects or self.remove or self.bring_back or self.areas)


KEPT = {  # what undoing leaves as it is, by the counts that tell of it
    "stars": ("stars", "reasons"),
    "reservations": ("reservations",),
    "questions": ("questions_",),
    "what a star means and how it is given": ("criteria", "star_rules"),
    "the page’s place among the others": ("page_moved",),
    "whether the page is featured": ("featured", "unfeatured"),
    "whether it is protected": ("protected", "opened"),
    "whether it is a template": ("template_",),
    "files": ("files_",),
    "the order of areas": ("areas_moved",),
}


def plan(page: Page, update: Changeset) -> Plan:
    """What taking the update back would do now. Raises Refused."""
    if update.number == 1:
        raise Refused("The first update made the page: there is nothing before it")
    if update.only_stars:
        raise Refused("It changed stars alone, and those belong to the people who gave them")
    earlier = Changeset.objects.filter(page=page, number__lt=update.number).first()
    latest = Changeset.objects.filter(page=page).first()
    before, after, now = (at(page, one) for one in (earlier, update, latest))
    before = without_blanks(before, now)
    crossed = crossing.between(before, after)
    if crossed or Successions.between(before, after, crossed).related:
        raise Refused(
            "This update merged, split or moved recommendations of several pages. "
            "Undo that at the recommendation itself"
        )
    sides = (Texts(one.title, one.body, one.tags) for one in (after, now, before))
    found = Plan(update, before, after, now, put_together(*sides))
    _recommendations(found)
    _areas(found)
    keys = update.told_counts
    found.left = [
        said for said, begins in KEPT.items() if any(key.startswith(begins) for key in keys)
    ]
    if found.touched:
        raise Refused("Later updates changed the same again", _touched(found))
    return found


def _by_id(rows: Iterable[Any]) -> dict[int, Any]:
    return {row.id: row for row in rows}


def _recommendations(found: Plan) -> None:
    before, after, now = (
        _by_id(moment.recommendations) for moment in (found.before, found.after, found.now)
    )
    went = comparing.moved(found.before, found.after)
    went_since = comparing.moved(found.after, found.now)
    for pk in before.keys() | after.keys():
        was, did, stands = before.get(pk), after.get(pk), now.get(pk)
        if was is None:
            if stands is not None and not _same(did, stands):
                found.touched.append(f"r{pk}")
            elif stands is not None:
                found.remove.append(pk)
        elif did is None:
            if stands is None:
                found.bring_back.append(pk)
        else:
            changed = {name for name, of in ASPECTS.items() if of(was) != of(did)}
            if pk in went:
                changed.add("area")
            if not changed:
                continue
            is_touched = stands is None or any(
                ASPECTS[name](stands) not in (ASPECTS[name](did), ASPECTS[name](was))
                for name in changed
            )
            if is_touched or ("area" in changed and pk in went_since):
                found.touched.append(f"r{pk}")
            else:
                found.aspects[pk] = changed


def _same(one: Any, other: Any) -> bool:
    return all(
        ASPECTS[name](one) == ASPECTS[name](other) for name in ("words", "status", "details")
    )


def _areas(found: Plan) -> None:
    before, after, now = (_by_id(moment.areas) for moment in (found.before, found.after, found.now))
    filled = {row.area_id for row in found.now.recommendations if row.id not in set(found.remove)}
    for pk in before.keys() | after.keys():
        was: Any = before.get(pk)
        did: Any = after.get(pk)
        stands = now.get(pk)
        if was is None:
            if stands is not None and (pk in filled or stands.title != did.title):
                found.touched.append(f"area{pk}")
            elif stands is not None:
                found.areas[pk] = "added"
        elif did is None:
            if stands is None:
                found.areas[pk] = "removed"
        elif was.title != did.title:
            if stands is None or stands.title not in (was.title, did.title):
                found.touched.append(f"area{pk}")
            elif stands.title == did.title:
                found.areas[pk] = "renamed"


def _touched(found: Plan) -> list[Touched]:
    """By whom each was changed again. Two queries."""
    pks = {
        model: [int(key[len(prefix) :]) for key in found.touched if key.startswith(prefix)]
        for prefix, model in (("r", Recommendation), ("area", Area))
    }
    titles = _by_id([*found.before.areas, *found.after.areas])
    told = []
    for model, ids in pks.items():
        rows = model.history.filter(id__in=ids, changeset_id__gt=found.update.pk)
        numbers: dict[int, list[int]] = {pk: [] for pk in ids}
        for pk, number in rows.order_by("history_id").values_list("id", "changeset__number"):
            if number not in numbers[pk]:
                numbers[pk].append(number)
        for pk, later in numbers.items():
            name = f"R{pk}" if model is Recommendation else f"the area “{titles[pk].title}”"
            told.append(Touched(name, later))
    return told


def undo(page: Page, update: Changeset, *, author: User, note: str = "") -> Changeset | None:
    """Take back what one update did, as a new update; None where nothing of it is left.

    Stars, reservations and the page's rules stay as they are. Raises Refused, and
    updates.editing.Conflict where later updates rewrote the same text and nothing else is to do.
    """
    note = naming(note, f"Undo update {update.number}", update.number)
    with recording(page, author=author, note=note) as recorded:
        page.refresh_from_db()
        found = plan(page, update)
        if not found.texts.clean:
            if found.touches_objects:
                later = Changeset.objects.filter(page=page, number__gt=update.number)
                later = later.filter(counts__has_any_keys=["text_changed", "title_changed"])
                numbers = list(later.order_by("number").values_list("number", flat=True))
                raise Refused("Later updates rewrote the same text", [Touched("the text", numbers)])
            raise Conflict(found.texts, found.now.number)
        texts = found.texts
        revise_page(page, author=author, title=texts.title, body=texts.body.text, tags=texts.tags)
        _take_back(found, recorded, author)
        if recorded.made is not None:
            recorded.count("undone")
    return recorded.made


def _take_back(found: Plan, update: Recording, author: User) -> None:
    areas = Area.objects.in_bulk(found.areas)
    titles = _by_id(found.before.areas)
    for pk, what in found.areas.items():
        if what == "removed":
            arranging.bring_area_back(areas[pk], update)
        if what == "renamed":
            arranging.rename_area(areas[pk], titles[pk].title, author=author)
    items = Recommendation.objects.in_bulk([*found.aspects, *found.remove, *found.bring_back])
    for pk in found.remove:
        arranging.remove(items[pk], author=author)
    back = [pk for pk in found.bring_back if items[pk].page_id == found.now.page.pk]
    wordings = {row.id: row.wording for row in found.before.recommendations}
    for pk in back:
        arranging.bring_back(items[pk], author=author, wording=wordings[pk])
    went = [pk for pk, changed in found.aspects.items() if "area" in changed]
    put_back(found.before, {*back, *went}, update)
    update.count("recommendations_moved", len(went))
    for row in found.before.recommendations:
        if row.id in found.aspects:
            _take_aspects_back(found.aspects[row.id], row, author)
    for pk, what in found.areas.items():
        if what == "added":
            arranging.remove_area(areas[pk], author=author)


def _take_aspects_back(changed: set[str], row: Any, author: User) -> None:
    item = Recommendation.objects.get(pk=row.id)
    if "words" in changed:
        arranging.reword(item, row.wording, author=author)
    if "details" in changed:
        set_details(item, Details.of(row), author=author)
    if "status" in changed:
        arranging.set_status(item, row.status, author=author, note=row.status_note)
