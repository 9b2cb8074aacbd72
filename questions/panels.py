"""Questions as pages show them."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Window
from django.db.models.functions import RowNumber

from questions.models import Question
from wiki.models import Page

SHOWN = 8  # open, and answered, under a page


@dataclass(frozen=True)
class Panel:
    """The latest questions of a page, and how many there are of each state."""

    open: list[Question]
    answered: list[Question]
    numbers: dict[str, int]

    @property
    def total(self) -> int:
        return sum(self.numbers.values())

    @property
    def is_all(self) -> bool:
        return len(self.open) + len(self.answered) == self.total


def of_page(page: Page) -> Panel | None:
    """None where the page has no question. One query."""
    rows = (
        Question.objects.filter(page=page)
        .with_people()
        .with_answers()
        .annotate(
            place=Window(
                RowNumber(), partition_by="state", order_by=[F("asked_at").desc(), F("pk").desc()]
            ),
            among=Window(Count("pk"), partition_by="state"),
        )
        .filter(place__lte=SHOWN)
        .order_by("state", "place")
    )
    by_state: dict[str, list[Question]] = defaultdict(list)
    numbers: dict[str, int] = {}
    for row in rows:
        row.page = page
        by_state[row.state].append(row)
        numbers[row.state] = row.among
    if not by_state:
        return None
    return Panel(by_state["open"], by_state["answered"], numbers)


@dataclass(frozen=True)
class Target:
    """Where an answer stands: what a link to it says, and leads to."""

    kind: str
    name: str
    url: str


def target_of(question: Any) -> Target | None:
    """What a question, or a row of its history, says answers it. "" for what was deleted."""
    page, thread = question.answer_page, question.answer_thread
    update, item = question.answer_update, question.answer_recommendation
    found = page or thread or update or item
    if found is None:
        return None
    home = page or found.page
    if home.deleted_at:
        return Target("on a page that was deleted", "", "")
    if update:
        name = f"{update.number} of “{home.title}”"
        return Target("update", name, update.get_absolute_url())
    kind = "page" if page else "thread" if thread else "recommendation"
    name = f"{item.ref} {item.wording}" if item else str(found)
    return Target(kind, name, found.get_absolute_url())
