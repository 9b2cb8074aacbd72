"""What was done to one question, from its history."""

from dataclasses import dataclass
from typing import Any

from questions.models import Question

DEEDS = {
    "open": "opened it again",
    "answered": "answered",
    "superseded": "let another question take its place",
}


@dataclass(frozen=True)
class Deed:
    """One deed: `row` is the question as it left it, `update` the page's update that holds it."""

    row: Any
    update: Any
    said: str


def chronicle(question: Question) -> list[Deed]:
    """Everything, the latest first. One query."""
    rows = question.history.select_related(
        "changeset__author",
        "changeset__page",
        "answer_page",
        "answer_thread__page",
        "answer_update__page",
        "answer_recommendation__page",
        "superseded_by__page",
    ).order_by("-history_id")
    return [Deed(row, row.changeset, _said(row)) for row in rows]


def _said(row: Any) -> str:
    return "asked" if row.turn == 0 else DEEDS[row.state]
