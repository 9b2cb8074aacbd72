"""What became of a page's questions between two of its moments."""

from dataclasses import dataclass
from typing import Any

from questions.models import Question
from updates.moments import Moment

NAMES = {
    Question.State.OPEN: "Opened again",
    Question.State.ANSWERED: "Answered",
    Question.State.SUPERSEDED: "Superseded",
}


@dataclass
class QuestionChange:
    """What was done to a question at last, in a word; `row` is how that left it."""

    name: str
    row: Any

    @property
    def person(self) -> Any:
        return self.row.state_by or self.row.asked_by


def changed(old: Moment, new: Moment) -> list[QuestionChange]:
    before = {row.id: row.turn for row in old.questions}
    return [
        QuestionChange(NAMES[row.state] if row.turn else "Asked", row)
        for row in new.questions
        if before.get(row.id) != row.turn
    ]
