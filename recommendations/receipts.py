"""Receipts of stars: a hash that anybody can recompute from what an export or a screen says.

The text that is hashed is six lines of UTF-8, each with a newline (U+000A) at its end:

    parley star receipt 1
    recommendation 52
    person 7
    criterion 3
    given 2026-10-11T17:02:41.000000Z
    wording Say a week ahead who works the night

The first line names this form and its version. Numbers are those of the export. The criterion of
a star by the default is empty ("criterion" and a blank). The time is UTC with six digits behind
the point. The wording is the one that the star was given to, to the byte; it stands last, so that
nothing in it can pass for another line.
"""

import datetime
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from recommendations.models import Star

FORM = "parley star receipt 1"


@dataclass(frozen=True)
class Receipt:
    text: str  # what is hashed

    @property
    def digest(self) -> str:
        """SHA-256 in 64 hexadecimal digits."""
        return hashlib.sha256(self.text.encode()).hexdigest()


def receipt(
    *,
    recommendation: int,
    person: int,
    criterion: int | None,
    given_at: datetime.datetime | str,
    wording: str,
) -> Receipt:
    """From plain values; a time as text is read as ISO 8601."""
    if isinstance(given_at, str):
        given_at = datetime.datetime.fromisoformat(given_at)
    given = given_at.astimezone(datetime.UTC)
    lines = (
        FORM,
        f"recommendation {recommendation}",
        f"person {person}",
        f"criterion {criterion or ''}",
        f"given {given:%Y-%m-%dT%H:%M:%S.%f}Z",
        f"wording {wording}",
    )
    return Receipt("".join(f"{line}\n" for line in lines))


def of_star(star: Star) -> Receipt:
    return receipt(
        recommendation=star.recommendation_id,
        person=star.person_id,
        criterion=star.criterion_id,
        given_at=star.given_at,
        wording=star.wording,
    )


def of_row(fields: Mapping[str, Any]) -> Receipt:
    """From the `fields` of a star's line in an export."""
    names = ("recommendation", "person", "criterion", "given_at", "wording")
    return receipt(**{name: fields[name] for name in names})
