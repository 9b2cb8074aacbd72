"""The forms in which people challenge a statement and answer a challenge."""

from typing import Any

from django import forms

from challenges.models import SAID_LIMIT, WRONG_LIMIT, Challenge
from discussions.forms import recommendation_of
from discussions.models import Thread
from markup.passages import Passage
from recommendations.models import Recommendation
from web.forms import PlainForm, line, text
from wiki.models import Changeset
from wiki.words_field import WordsForm, words_field

UPDATES = THREADS = 50
LINKS = "[[Page title]], R17 and @name become links."


class ChallengeForm(WordsForm):
    """Challenges words of a page, typed or chosen, or one of its recommendations (`about`)."""

    passage = words_field(
        "The words that you challenge",
        "As they stand on the page: a sentence, or a part of one.",
    )
    wrong = text(
        "What is wrong with it",
        limit=WRONG_LIMIT,
        empty="Say what is wrong with it",
        hint=f"What you know, and from where. It is public, with your name. {LINKS} "
        f"At most {WRONG_LIMIT:,} characters.",
        rows=5,
    )
    about = forms.CharField(widget=forms.HiddenInput, required=False)

    @property
    def item(self) -> Recommendation | None:
        return recommendation_of(self.page, str(self["about"].value() or ""))

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        item = self.item
        if data.get("about"):
            if item is None or item.is_removed:
                self.add_error(
                    None,
                    "The recommendation that you wanted to challenge does not stand on this page "
                    "any more. Send it again to challenge words of the page",
                )
            data["target"] = item
        elif "passage" not in self.errors:
            data["target"] = self._chosen()
        return data

    def _chosen(self) -> Passage | None:
        if not self.words_given:
            self.add_error("passage", "Enter the words that you challenge, or choose a sentence")
            return None
        return self.chosen_words()


class AnswerForm(PlainForm):
    """Answers a challenge with what there is: a thread ("t12") or an update ("u31") of its page."""

    answer = forms.ChoiceField(label="What answers it")
    text = line(
        "In a sentence",
        limit=SAID_LIMIT,
        required=False,
        hint=f"What it says to the challenge. {LINKS}",
        size=60,
    )

    def __init__(self, challenge: Challenge, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        page = challenge.page
        self.threads = (
            Thread.objects.standing().filter(page=page).order_by("-last_post_at")[:THREADS]
        )
        since = page.changesets.filter(number__gt=challenge.at_update.number)
        self.updates = since.select_related("author").order_by("-number")[:UPDATES]
        threads = [(f"t{one.pk}", one.subject) for one in self.threads]
        updates = [(f"u{one.pk}", _named(one)) for one in self.updates]
        field: Any = self.fields["answer"]
        field.choices = [
            ("", "Choose one"),
            *([("Updates since it was challenged", updates)] if updates else []),
            *([("Threads of the page", threads)] if threads else []),
        ]
        field.error_messages = {
            "required": "Choose the thread or the update that answers it",
            "invalid_choice": "Choose a thread or an update of this page",
        }

    @property
    def has_choices(self) -> bool:
        return len(self.fields["answer"].choices) > 1  # type: ignore[attr-defined]

    @property
    def given(self) -> dict[str, Any]:
        kind, pk = self.cleaned_data["answer"][0], int(self.cleaned_data["answer"][1:])
        if kind == "t":
            return {"thread": Thread.objects.get(pk=pk)}
        return {"update": Changeset.objects.get(pk=pk)}


class ReopenForm(PlainForm):
    reason = line(
        "Why it is not answered",
        limit=SAID_LIMIT,
        empty="Say why it is not answered",
        hint=f"It stands beside the answer, with your name. {LINKS}",
        size=60,
    )


class WithdrawForm(PlainForm):
    note = line(
        "Why you withdraw it",
        limit=SAID_LIMIT,
        required=False,
        hint="Your challenge stays on record, with this beside it.",
        size=60,
    )


def _named(update: Changeset) -> str:
    said = update.note if len(update.note) <= 80 else f"{update.note[:79]}…"
    return f"Update {update.number} by {update.by}" + (f": {said}" if said else "")
