"""Receipts of stars, recomputed by code of its own from what a screen and an export say."""

import hashlib
import json
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from recommendations.arranging import add, add_area, reword
from recommendations.criteria import Meaning, define
from recommendations.models import Criterion, Recommendation, Star
from recommendations.receipts import of_row, of_star, receipt
from recommendations.starring import explain, give
from tests.elements import Element, read
from wiki.models import Page

AT = datetime(2026, 3, 1, 9, 30, 0, 60, tzinfo=UTC)


@pytest.fixture
def night(make_page: Any) -> Page:
    return make_page("Night work")


@pytest.fixture
def item(night: Page, author: Any) -> Recommendation:
    words = "Keep “two”  beds free – für die Nacht 🌙"
    return add(add_area(night, "Beds", author=author), words, author=author)


def recomputed(*lines: str) -> str:
    return hashlib.sha256("".join(line + "\n" for line in lines).encode("utf-8")).hexdigest()


def shown(client: Client, star: Star) -> Element:
    page = read(client.get(f"/recommendations/{star.recommendation_id}/"))
    return page.one(f"details.receipts #receipt-{star.pk}")


def test_a_receipt_is_recomputed_from_what_the_screen_shows(
    night: Page, item: Recommendation, stranger: Client, member: Any, author: Any
) -> None:
    star = give(item, person=member, at=AT)
    digest = recomputed(
        "parley star receipt 1",
        f"recommendation {item.pk}",
        f"person {member.pk}",
        "criterion ",
        "given 2026-03-01T09:30:00.000060Z",
        "wording Keep “two”  beds free – für die Nacht 🌙",
    )
    assert shown(stranger, star).one("code").raw == digest
    assert recomputed(*shown(stranger, star).one("pre").raw.splitlines()) == digest
    define(night, [Meaning("Kind")], author=author)
    kind = Criterion.objects.get()
    by_meaning = give(item, person=member, criterion=kind)
    lines = shown(stranger, by_meaning).one("pre").raw.splitlines()
    assert lines[3] == f"criterion {kind.pk}"
    assert shown(stranger, by_meaning).one("code").raw == recomputed(*lines) != digest


def test_a_receipt_outlives_everything_but_a_new_wording(
    item: Recommendation, member: Any, author: Any
) -> None:
    before = of_star(give(item, person=member, at=AT))
    explain(item, person=member, reason="I slept there")
    reword(item, "Keep three beds free", author=author)
    assert of_star(Star.objects.get()) == before
    give(item, person=member)
    assert of_star(Star.objects.get()).digest != before.digest


def test_a_receipt_is_recomputed_from_an_export(
    item: Recommendation, member: Any, tmp_path: Path
) -> None:
    star = give(item, person=member, at=AT)
    call_command("export_site", str(tmp_path / "site.jsonl"), verbosity=0)
    lines = (tmp_path / "site.jsonl").read_text("utf-8").splitlines()
    rows = [row for row in map(json.loads, lines) if row.get("model") == "recommendations.star"]
    (fields,) = [row["fields"] for row in rows]
    assert of_row(fields) == of_star(star)


def test_no_two_stars_have_one_receipt(item: Recommendation) -> None:
    """Each of the five values counts, to the microsecond and the byte."""
    star = {
        "recommendation": 1,
        "person": 2,
        "criterion": 3,
        "given_at": AT,
        "wording": "Keep a bed free",
    }
    changes = [
        {},
        {"recommendation": 11},
        {"person": 1},
        {"criterion": None},
        {"given_at": AT + timedelta(microseconds=1)},
        {"wording": "Keep a bed free "},
        {"wording": "Keep a bed free\nwording Keep a bed free"},
    ]
    assert len({receipt(**{**star, **change}).digest for change in changes}) == len(changes)
    elsewhere = AT.astimezone(timezone(timedelta(hours=5, minutes=30)))
    for same in (elsewhere, elsewhere.isoformat(), "2026-03-01T09:30:00.000060Z"):
        assert receipt(**{**star, "given_at": same}) == receipt(**star)
