"""What changed between two moments of a page: text, areas, recommendations, stars and more."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markup.diff import Hunk, Segment, compare, compare_words
from markup.redline import Block, redline
from markup.references import ReferenceChange, changed_references
from recommendations.detailing import Details, differences
from recommendations.models import Recommendation
from recommendations.saving import count_moved, kept_in_order
from updates import crossing, questions, reservations, stars
from updates.change import Change
from updates.moments import Moment
from updates.questions import QuestionChange
from updates.reservations import ReservationChange
from updates.stars import StarChange
from updates.succeeding import Successions
from wiki.linking import render

HUNK_NAMES = {"reworded": "Reworded", "added": "Added", "removed": "Removed", "moved": "Moved"}


@dataclass
class Paragraph:
    """One changed paragraph, or a run of `skipped` unchanged ones.

    Of the page as it is read, it is a block. Changed ones are numbered from 1.
    """

    hunk: Hunk | Block | None = None
    skipped: int = 0
    number: int = 0

    @property
    def name(self) -> str:
        return HUNK_NAMES[self.hunk.kind] if self.hunk and self.hunk.kind != "same" else "Unchanged"


@dataclass
class Changes:
    title: list[Segment]
    text: list[Paragraph]
    references: list[ReferenceChange]  # links and images of the text
    coarse: bool
    tags_added: list[str]
    tags_removed: list[str]
    areas: list[Change]
    recommendations: list[Change]
    stars: list[StarChange]
    meanings: list[Change]  # of a star on this page
    reservations: list[ReservationChange]
    questions: list[QuestionChange]
    unchanged_recommendations: int = 0

    @property
    def places(self) -> int:
        """How many paragraphs changed."""
        return max((paragraph.number for paragraph in self.text), default=0)

    @property
    def anything(self) -> bool:
        return bool(
            self.title
            or any(p.hunk and p.hunk.kind != "same" for p in self.text)
            or self.tags_added
            or self.tags_removed
            or self.areas
            or self.recommendations
            or self.stars
            or self.meanings
            or self.reservations
            or self.questions
        )


def between(old: Moment, new: Moment, *, whole: bool = False, as_read: bool = False) -> Changes:
    """Everything that differs; with `whole`, the unchanged paragraphs too.

    The text is compared in its source, or `as_read`: as readers see it. Raises
    markup.render.Refused where a text can no longer be shown.
    """
    text, coarse = _as_read(old, new) if as_read else _in_source(old, new)
    crossed = crossing.between(old, new)
    recommendations = of_recommendations(old, new, crossed)
    old, new = crossing.levelled(old, new, crossed)
    touched = {change.pk for change in recommendations}
    return Changes(
        title=_words(old.title, new.title) if old.title != new.title else [],
        text=_paragraphs(text, whole),
        references=_references(old, new),
        coarse=coarse,
        tags_added=[name for name in new.tag_names if name not in old.tag_names],
        tags_removed=[name for name in old.tag_names if name not in new.tag_names],
        areas=_areas(old, new),
        recommendations=recommendations,
        stars=stars.changed(old, new),
        meanings=stars.meanings_changed(old, new),
        reservations=reservations.changed(old, new),
        questions=questions.changed(old, new),
        unchanged_recommendations=sum(row.id not in touched for row in new.recommendations),
    )


def _words(before: str, after: str) -> list[Segment]:
    return list(compare_words(before, after))


def _in_source(old: Moment, new: Moment) -> tuple[list[Hunk], bool]:
    text = compare(old.body, new.body)
    return [hunk for hunk in text if (hunk.before + hunk.after).strip()], text.coarse


def _references(old: Moment, new: Moment) -> list[ReferenceChange]:
    """Links that lead elsewhere, and images. A link that came or went is seen in its words."""
    changed = changed_references(old.body, new.body)
    return [one for one in changed if one.is_image or (one.was and one.now)]


def _as_read(old: Moment, new: Moment) -> tuple[list[Block], bool]:
    text = redline(render(old.body), render(new.body))
    return text.blocks, text.coarse


def _paragraphs(text: Sequence[Hunk | Block], whole: bool) -> list[Paragraph]:
    found: list[Paragraph] = []
    number = 0
    for hunk in text:
        if hunk.kind != "same":
            number += 1
            found.append(Paragraph(hunk, number=number))
        elif whole:
            found.append(Paragraph(hunk))
        elif found and found[-1].skipped:
            found[-1].skipped += 1
        else:
            found.append(Paragraph(skipped=1))
    return found if number else []


def _by_id(rows: list[Any]) -> Mapping[int, Any]:
    return {row.id: row for row in rows}


def _areas(old: Moment, new: Moment) -> list[Change]:
    before, after = _by_id(old.areas), _by_id(new.areas)
    changes = []
    for row in new.areas:
        was = before.get(row.id)
        if was is None:
            changes.append(Change("Area added", _words("", row.title)))
        elif was.title != row.title:
            changes.append(Change("Heading", _words(was.title, row.title)))
    changes += [
        Change("Area removed", _words(row.title, "")) for row in old.areas if row.id not in after
    ]
    if areas_moved(old, new):
        order = ", ".join(f"“{row.title}”" for row in new.areas)
        changes.append(Change("Areas moved", [], detail=f"The order is now {order}"))
    return changes


def of_recommendations(old: Moment, new: Moment, crossed: crossing.Crossings) -> list[Change]:
    before, after = _by_id(old.recommendations), _by_id(new.recommendations)
    titles = {row.id: row.title for row in new.areas}
    went = moved(old, new)
    successions = Successions.between(old, new, crossed)
    changes = crossing.changes(old, new, crossed)
    for row in new.recommendations:
        was = before.get(row.id)
        if was is None and row.id in crossed:
            continue
        if was is None:
            name = "Brought back" if row.id in old.known else "Added"
            detail = f"in “{titles[row.area_id]}”" if titles.get(row.area_id) else ""
            changes.append(Change(name, _words("", row.wording), row.id, detail))
            continue
        if was.wording != row.wording:
            fixed = was.wording_number == row.wording_number
            name = "Spelling" if fixed else "Reworded"
            detail = _stars_left(old, row.id, was.wording_number, fixed)
            changes.append(Change(name, _words(was.wording, row.wording), row.id, detail))
        if row.id in went:
            detail = _from_to(was, row, old, new)
            changes.append(Change("Moved", [Segment("equal", row.wording)], row.id, detail))
        is_told = row.id in successions.originals
        if not is_told and (was.status, was.status_note) != (row.status, row.status_note):
            detail = _status(was, row)
            changes.append(Change("Status", [Segment("equal", row.wording)], row.id, detail))
        changes += _details(was, row)
    changes += successions.changes
    for row in old.recommendations:
        if row.id not in after and row.id not in crossed:
            stars = sum(star.recommendation_id == row.id for star in old.stars)
            detail = f"with {stars} {'star' if stars == 1 else 'stars'}" if stars else ""
            changes.append(Change("Removed", _words(row.wording, ""), row.id, detail))
    return changes


def _details(was: Any, row: Any) -> list[Change]:
    return [
        Change("Details", _words(before, after), row.id, name)
        for name, before, after in differences(Details.of(was), Details.of(row))
    ]


def _status(was: Any, row: Any) -> str:
    before, after = (Recommendation.Status(one.status).label.lower() for one in (was, row))
    said = f"from {before} to {after}" if before != after else f"{after} still"
    return f"{said}: {row.status_note}" if row.status_note else said


def moved(old: Moment, new: Moment) -> set[int]:
    """Recommendations that changed area, or their place among those that stayed in it."""
    before = {row.id: row.area_id for row in old.recommendations}
    went = {row.id for row in new.recommendations if before.get(row.id, row.area_id) != row.area_id}
    for area in new.areas:
        stayed = [r.id for r in new.recommendations if r.area_id == area.id and r.id in before]
        stayed = [pk for pk in stayed if pk not in went]
        was = [row.id for row in old.recommendations if row.id in set(stayed)]
        went |= set(stayed) - kept_in_order(was, stayed)
    return went


def areas_moved(old: Moment, new: Moment) -> int:
    """How many of the areas that stand in both have to move to turn one order into the other."""
    before, after = ({row.id for row in moment.areas} for moment in (old, new))
    return count_moved(
        [row.id for row in old.areas if row.id in after],
        [row.id for row in new.areas if row.id in before],
    )


def _from_to(was: Any, row: Any, old: Moment, new: Moment) -> str:
    before, after = place(old, row.id), place(new, row.id)
    if was.area_id == row.area_id:
        return f"from place {before} to place {after}"
    left = next((area.title for area in old.areas if area.id == was.area_id), "")
    came = next((area.title for area in new.areas if area.id == row.area_id), "")
    return f"from “{left}”, place {before}, to “{came}”, place {after}"


def place(moment: Moment, pk: int) -> int:
    """The place of a recommendation in its area as a reader counts it, from 1."""
    area = next(row.area_id for row in moment.recommendations if row.id == pk)
    return [row.id for row in moment.recommendations if row.area_id == area].index(pk) + 1


def _stars_left(old: Moment, pk: int, wording_number: int, fixed: bool) -> str:
    if old.hides_stars:
        return ""
    stars = sum(
        star.recommendation_id == pk and star.wording_number == wording_number for star in old.stars
    )
    if not stars:
        return "had no stars" if not fixed else ""
    noun = "star" if stars == 1 else "stars"
    return f"{stars} {noun} {'came along' if fixed else 'stayed with the earlier wording'}"
