"""Questions of a page as one of its updates left them."""

from typing import Any

from questions.models import Question


def questions_at(page_id: int, changeset_id: int) -> list[Any]:
    """History rows of the questions that the page had then, the open ones first. One query."""
    rows = Question.history.filter(page_id=page_id).as_at(changeset_id)
    found = rows.select_related(
        "asked_by",
        "state_by",
        "answer_page",
        "answer_thread__page",
        "answer_update__page",
        "answer_recommendation__page",
        "superseded_by__page",
    ).order_by("-asked_at", "-id")
    return sorted(found, key=lambda row: ("open", "answered", "superseded").index(row.state))
