"""Going back in parts: what an earlier update had otherwise, each part to be chosen alone."""

import hashlib
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field, replace

from accounts.models import User
from markup.diff import Hunk, Segment, compare_in_place, compare_words
from recommendations import arranging
from recommendations.models import Area, Recommendation
from updates import comparing, crossing
from updates.change import Change
from updates.editing import Texts
from updates.moments import Moment, at, without_blanks
from updates.restoring import put_back, restore_status, restore_words, staying
from updates.succeeding import Successions
from wiki.changesets import Recording, recording
from wiki.models import Changeset, Page
from wiki.writing import revise_page


class Stale(Exception):
    """Raised where a chosen part is no longer what was chosen: somebody saved meanwhile."""


@dataclass
class Part:
    """One thing that can be brought back; `changes` say what becomes of it."""

    key: str
    changes: list[Change] = field(default_factory=list)
    hunk: Hunk | None = None  # of the text


@dataclass
class Parts:
    """All that an earlier update had otherwise."""

    texts: list[Part]  # title, tags and paragraphs
    objects: list[Part]  # areas and recommendations
    left: list[str]  # recommendations that have to do with other pages or others' places

    @property
    def keys(self) -> set[str]:
        return {part.key for part in (*self.texts, *self.objects)}


def parts(now: Moment, then: Moment) -> Parts:
    """What the page would have otherwise, as it was then: but for stars, which stay."""
    now, then = (replace(one, stars=[], hides_stars=True) for one in (now, then))
    then = without_blanks(then, now)
    crossed = crossing.between(then, now)
    related = Successions.between(now, then, crossed).related
    left = {one.recommendation.ref: one.why for one in staying(then)}
    left |= {f"R{pk}": "was merged or split since" for pk in related if f"R{pk}" not in left}
    alone = set(left) | {f"R{pk}" for pk in crossed}
    by_pk: dict[int, list[Change]] = {}
    for change in comparing.of_recommendations(now, then, {}):
        if change.pk is not None and f"R{change.pk}" not in alone:
            by_pk.setdefault(change.pk, []).append(change)
    return Parts(
        texts=of_texts(now, then),
        objects=[
            *_areas(now, then),
            *(Part(f"r{pk}", changes) for pk, changes in by_pk.items()),
        ],
        left=[f"{ref} {why}" for ref, why in left.items()],
    )


def of_texts(now: Moment | Texts, then: Moment | Texts) -> list[Part]:
    """Title, tags and paragraphs that are otherwise."""
    return [
        *_line("title", "Title", now.title, then.title),
        *_line("tags", "Keyword tags", now.tags, then.tags),
        *_text(now.body, then.body),
    ]


def _line(key: str, name: str, now: str, then: str) -> list[Part]:
    if now == then:
        return []
    return [Part(key, [Change(name, list(compare_words(now, then)))])]


def _text(now: str, then: str) -> list[Part]:
    seen: Counter[str] = Counter()
    hunks = compare_in_place(now, then)
    return [Part(_key(hunk, seen), hunk=hunk) for hunk in hunks if hunk.kind != "same"]


def _key(hunk: Hunk, seen: Counter[str]) -> str:
    """The same for the same change, wherever it stands by now."""
    said = hashlib.sha256(f"{hunk.before}\0{hunk.after}".encode()).hexdigest()[:12]
    seen[said] += 1
    return f"text-{said}-{seen[said]}"


def text_with(now: str, then: str, chosen: Collection[str]) -> str:
    """The text of now with the chosen paragraphs as they were then."""
    seen: Counter[str] = Counter()
    return "".join(
        hunk.after if hunk.kind != "same" and _key(hunk, seen) in chosen else hunk.before
        for hunk in compare_in_place(now, then)
    ).rstrip()


def _areas(now: Moment, then: Moment) -> list[Part]:
    """Those that were called otherwise, or were taken off since."""
    titles = {row.id: row.title for row in now.areas}
    found = []
    for row in then.areas:
        if row.id not in titles:
            segments = [Segment("insert", row.title)]
            found.append(Part(f"area{row.id}", [Change("Area added", segments)]))
        elif titles[row.id] != row.title:
            found += _line(f"area{row.id}", "Heading", titles[row.id], row.title)
    return found


def restore_parts(
    page: Page, changeset: Changeset, chosen: Collection[str], *, author: User, note: str
) -> Changeset | None:
    """Make the chosen parts what they were, as one new update; None where they already are.

    Raises Stale, wiki.naming.NameTaken, markup.render.Refused; nothing is written then.
    """
    with recording(page, author=author, note=note) as update:
        page.refresh_from_db()
        latest = Changeset.objects.filter(page=page).first()
        now = at(page, latest)
        then = without_blanks(at(page, changeset), now)
        missing = set(chosen) - parts(now, then).keys
        if missing:
            if missing == set(chosen) and _is_twin(latest, author, note):
                return latest
            raise Stale
        revise_page(
            page,
            author=author,
            title=then.title if "title" in chosen else None,
            tags=then.tags if "tags" in chosen else None,
            body=text_with(now.body, then.body, chosen),
        )
        for row in then.areas:
            if f"area{row.id}" in chosen:
                area = Area.objects.get(pk=row.id)
                arranging.bring_area_back(area, update)
                arranging.rename_area(area, row.title, author=author)
        _recommendations(now, then, chosen, update, author)
        if update.made is not None:
            update.count("partly_restored")
    return update.made


def _is_twin(latest: Changeset | None, author: User, note: str) -> bool:
    """Whether the page's latest update is the very one that is asked for again."""
    if latest is None or "partly_restored" not in latest.counts:
        return False
    return latest.author_id == author.pk and latest.note == note


def _recommendations(
    now: Moment, then: Moment, chosen: Collection[str], update: Recording, author: User
) -> None:
    rows = {row.id: row for row in then.recommendations}
    pks = [int(key[1:]) for key in chosen if key[0] == "r" and key[1:].isdigit()]
    items = Recommendation.objects.in_bulk(pks)
    went = comparing.moved(now, then)
    back = {pk for pk in items if pk in rows and items[pk].is_removed}
    for pk in back:
        arranging.bring_back(items[pk], author=author, wording=rows[pk].wording)
    moved = {pk for pk in items if pk in went and pk in rows}
    put_back(then, back | moved, update)
    update.count("recommendations_moved", len(moved))
    for pk in items:
        item = Recommendation.objects.get(pk=pk)
        if pk in rows:
            restore_words(item, rows[pk], author)
            restore_status(item, rows[pk], author)
        else:
            arranging.remove(item, author=author)
