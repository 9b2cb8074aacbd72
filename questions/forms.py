"""The forms in which people ask, answer, supersede and open questions again."""

from typing import Any

from django import forms

from questions.asking import Answer, Refused
from questions.models import ANSWER_LIMIT, QUESTION_LIMIT, Question
from questions.pointing import answer_at, question_at
from web.forms import PlainForm, line, text
from web.paging import whole_number
from wiki.models import NOTE_LIMIT

LINKS = "[[Page title]] and R17 become links."
OFFERED = 30  # questions of the page that may take a question's place


class AskForm(PlainForm):
    text = line(
        "Your question",
        limit=QUESTION_LIMIT,
        empty="Write your question",
        hint=f"One question that somebody could answer. {LINKS} At most {QUESTION_LIMIT} "
        "characters.",
        size=60,
    )


class OnQuestionForm(PlainForm):
    """A form about one question, which says as of which turn it was read."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    @property
    def turn_seen(self) -> int | None:
        return whole_number(str(self["seen"].value() or ""))


class AnswerForm(OnQuestionForm):
    answer = text(
        "Answer",
        limit=ANSWER_LIMIT,
        required=False,
        hint=f"In a few sentences. {LINKS} At most {ANSWER_LIMIT:,} characters.",
        rows=5,
    )
    where = line(
        "Where the answer stands",
        limit=500,
        required=False,
        hint="A page, an update, a thread or a recommendation of this site: its address, a number "
        "like R17, or the page’s title.",
        size=60,
    )

    def __init__(self, reader: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.reader = reader

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if "answer" in data and "where" in data:
            try:
                data["given"] = answer_at(data["where"], data["answer"], self.reader)
            except Refused as refused:
                self.add_error("where", str(refused))
            else:
                if data["given"] == Answer():
                    self.add_error("answer", "Write the answer, or say below where it stands")
        return data


class SupersedeForm(OnQuestionForm):
    by = forms.ChoiceField(label="The question that takes its place", required=False)
    other = line(
        "Or a question of another page",
        limit=500,
        required=False,
        hint="Its number or its address.",
        size=40,
    )
    note = line(
        "Why",
        limit=NOTE_LIMIT,
        empty="Say why the other question takes its place",
        hint="It stands in the history of the question and of its page.",
        size=60,
    )

    def __init__(self, question: Question, reader: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.reader = reader
        self.question = question
        self.offered = list(
            Question.objects.filter(page=question.page)
            .exclude(pk=question.pk)
            .exclude(state=Question.State.SUPERSEDED)
            .order_by("-asked_at", "-pk")[:OFFERED]
        )
        names = [(str(one.pk), one.text) for one in self.offered]
        self.fields["by"] = forms.ChoiceField(
            label="The question that takes its place",
            required=False,
            choices=[("", "Choose one of this page"), *names],
            error_messages={"invalid_choice": "Choose a question from the list"},
        )

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        other = data.get("other", "")
        found = question_at(other or data.get("by", ""), self.reader)
        if found is None and not self.errors:
            if other:
                self.add_error("other", "There is no question of that number or address")
            else:
                self.add_error("by", "Choose the question that takes its place")
        data["found"] = found
        return data


class ReopenForm(OnQuestionForm):
    reason = line(
        "Why it is open again",
        limit=NOTE_LIMIT,
        empty="Say why it is open again",
        hint="What was answered stays in its history.",
        size=60,
    )
