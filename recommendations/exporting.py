"""The board written out: exactly what it shows, all of it, in its order and under its headings.

`docs/exports.md` says what the fields mean. Everything is written stretch by stretch, so that
memory holds one stretch, and each costs the same number of queries.
"""

import csv
import datetime
import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass
from io import StringIO
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.dateformat import format as format_date

from recommendations.listing import Entry, Listing, Section, Totals, said
from recommendations.models import DEFAULT_CRITERION, Recommendation, Star
from recommendations.receipts import of_star
from recommendations.row import Row

STRETCH = 200
BYTE_ORDER_MARK = "\ufeff"  # by which spreadsheet programs know that a file is UTF-8
FORMULA = re.compile(r"^\s*[=+\-@＝＋－＠]|^[\t\r\n]")
MARKDOWN = re.compile(r"([\\`*_\[\]<>#|~&])")


Column = Callable[[Section, Entry], Any]

# Under these names CSV and JSON say the same.
RECORD: dict[str, Column] = {
    "number": lambda section, entry: entry.row.ref,
    "group": lambda section, entry: section.name,
    "wording": lambda section, entry: entry.row.wording,
    "wording_number": lambda section, entry: entry.row.wording_number,
    "stars": lambda section, entry: entry.told(entry.row.stars),
    "stars_earlier": lambda section, entry: entry.told(entry.row.earlier),
    "change_30_days": lambda section, entry: entry.told(entry.change),
    "status": lambda section, entry: entry.row.status,
    "status_note": lambda section, entry: entry.row.status_note,
    "page": lambda section, entry: entry.item.page.title,
    "area": lambda section, entry: entry.item.area.title,
    "audience": lambda section, entry: entry.item.audience_names,
    "who": lambda section, entry: entry.item.doer,
    "does_what": lambda section, entry: entry.item.deed,
    "by_when": lambda section, entry: entry.item.by_when,
    "benefit": lambda section, entry: entry.item.benefit,
    "evidence": lambda section, entry: entry.item.evidence,
    "reservations": lambda section, entry: entry.row.reservations,
    "reservations_earlier": lambda section, entry: entry.row.reservations_earlier,
    "threads": lambda section, entry: entry.row.threads,
    "replies": lambda section, entry: entry.item.replies_about,
    "created_at": lambda section, entry: moment(entry.item.created_at),
    "address": lambda section, entry: settings.SITE_URL + entry.item.get_absolute_url(),
}


def record(section: Section, entry: Entry) -> dict[str, Any]:
    """One line with everything that it says."""
    return {name: value(section, entry) for name, value in RECORD.items()}


def moment(at: datetime.datetime, timespec: str = "seconds") -> str:
    return at.astimezone(datetime.UTC).isoformat(timespec=timespec)


def lines(listing: Listing) -> Iterator[tuple[Section, Entry]]:
    for sections in listing.stretches(STRETCH):
        for section in sections:
            for entry in section.entries:
                yield section, entry


# CSV ------------------------------------------------------------------------------------------


def as_csv(listing: Listing) -> Iterator[str]:
    """For spreadsheets: no cell that somebody typed is taken for a formula."""
    yield BYTE_ORDER_MARK + _csv_line(RECORD)
    for section, entry in lines(listing):
        cells = record(section, entry)
        cells["audience"] = ", ".join(cells["audience"])
        evidence = [(one.get("sentence", ""), one.get("url", "")) for one in cells["evidence"]]
        cells["evidence"] = "; ".join(" ".join(filter(None, one)) for one in evidence)
        yield _csv_line(inert(cell) for cell in cells.values())


def inert(cell: Any) -> Any:
    """What somebody typed, with a mark before it where a spreadsheet would calculate it."""
    return f"'{cell}" if isinstance(cell, str) and FORMULA.match(cell) else cell


def _csv_line(cells: Iterable[Any]) -> str:
    line = StringIO()
    csv.writer(line).writerow(list(cells))
    return line.getvalue()


# JSON -----------------------------------------------------------------------------------------


def as_json(listing: Listing) -> Iterator[str]:
    """For programs: with every star, so that who stands behind what can be checked."""
    choice = listing.choice
    head = {
        "site": settings.COMMUNITY_NAME,
        "address": settings.SITE_URL + choice.address,
        "shown": said(choice, listing.totals, listing.reader),
        "made_at": moment(timezone.now()),
        "totals": asdict(listing.totals),
    }
    yield json.dumps(head, ensure_ascii=False, indent=1).removesuffix("\n}")
    yield ',\n "recommendations": ['
    comma = ""
    for sections in listing.stretches(STRETCH):
        items = [entry.item for section in sections for entry in section.entries]
        stars = stars_of(items, listing.reader)
        for section in sections:
            for entry in section.entries:
                one = {**record(section, entry), "given": stars[entry.item.pk]}
                yield f"{comma}\n{json.dumps(one, ensure_ascii=False)}"
                comma = ","
    yield "\n]}\n"


def stars_of(items: Iterable[Recommendation], reader: Any) -> dict[int, list[dict[str, Any]]]:
    """The stars of recommendations, as far as `reader` is told of them, oldest first. One query."""
    found: dict[int, list[dict[str, Any]]] = defaultdict(list)
    stars = Star.objects.visible_to(reader).filter(recommendation__in=[item.pk for item in items])
    for star in stars.select_related("person", "criterion").order_by("given_at", "pk"):
        found[star.recommendation_id].append(
            {
                "recommendation": star.recommendation_id,
                "person": star.person_id,
                "person_name": star.person.username,
                "criterion": star.criterion_id,
                "criterion_name": star.criterion.name if star.criterion else DEFAULT_CRITERION,
                "wording": star.wording,
                "wording_number": star.wording_number,
                "given_at": moment(star.given_at, "microseconds"),
                "reason": star.reason,
                "receipt": of_star(star).digest,
            }
        )
    return found


# Markdown -------------------------------------------------------------------------------------


def as_markdown(listing: Listing) -> Iterator[str]:
    """For people: a report to read, to hand out or to put into another text."""
    choice, today = listing.choice, format_date(timezone.localdate(), "j F Y")
    shown = said(choice, listing.totals, listing.reader)
    yield "# What this community stands behind\n\n"
    yield f"{plain(shown)}. {_stars(listing.totals)} on these wordings.\n\n"
    yield f"{plain(settings.COMMUNITY_NAME)}, <{settings.SITE_URL}{choice.address}>, {today}\n"
    if choice.group == "audience":
        yield "\nA recommendation for several audiences stands under each of them.\n"
    for sections in listing.stretches(STRETCH):
        for section in sections:
            if not section.is_continued:
                yield _heading(section)
            yield from (_item(entry) for entry in section.entries)


def _heading(section: Section) -> str:
    if not section.name:
        return "\n"
    place = f", on {section.page.title}" if section.page else ""
    number = section.totals.recommendations
    count = "1 recommendation" if number == 1 else f"{number} recommendations"
    return f"\n## {plain(section.name + place)}\n\n{count}, {_stars(section.totals)}.\n\n"


def _item(entry: Entry) -> str:
    item, row = entry.item, entry.row
    stars = "stars hidden" if row.hides_stars else _stars(Totals(1, row.stars, row.earlier))
    facts = [stars, *_reservations(row), _standing(entry)]
    plan = ": ".join(filter(None, (item.doer, item.deed)))
    plan += f" ({item.by_when})" if item.by_when else ""
    facts += [plain(fact) for fact in (plan, f"{item.area}, {item.page.title}") if fact]
    return f"- **{row.ref}** {plain(row.wording)}  \n  {'. '.join(facts)}\n"


def _reservations(row: Row) -> list[str]:
    count = row.reservations
    return [f"{count} reservation{'' if count == 1 else 's'}"] if count else []


def _standing(entry: Entry) -> str:
    note = plain(entry.row.status_note)
    return f"{entry.row.status_name}: “{note}”" if note else entry.row.status_name


def _stars(totals: Totals) -> str:
    count = "1 star" if totals.stars == 1 else f"{totals.stars} stars"
    return f"{count} ({totals.earlier} on an earlier wording)" if totals.earlier else count


def plain(text: str) -> str:
    """What somebody typed, on one line, with no mark of Markdown in it."""
    return MARKDOWN.sub(r"\\\1", " ".join(text.split()))


@dataclass(frozen=True)
class Form:
    """One form of an export: its kind of file, and what writes it."""

    media_type: str
    write: Callable[[Listing], Iterator[str]]


FORMS = {
    "csv": Form("text/csv; charset=utf-8", as_csv),
    "json": Form("application/json", as_json),
    "md": Form("text/markdown; charset=utf-8", as_markdown),
}
