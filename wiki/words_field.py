"""Fields in which words of a page are typed, or chosen from its sentences."""

from functools import cached_property
from typing import Any

from django import forms

from markup.passages import QUOTE_LIMIT, Passage, Text, flat
from web.forms import PlainForm, text
from wiki.marking import text_of_page
from wiki.models import Page

SENTENCES = 300  # offered to choose from


def words_field(label: str, hint: str) -> forms.CharField:
    hint = f"{hint} At most {QUOTE_LIMIT:,} characters."
    return text(label, limit=QUOTE_LIMIT, required=False, hint=hint, rows=3)


class WordsForm(PlainForm):
    """A form about words of a page, which stand there. `wiki/_words.html` shows its fields."""

    passage: Any = words_field("The words", "As they stand on the page.")
    sentence = forms.CharField(label="A sentence of the page", required=False)  # rather than typed
    before = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, page: Page, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.page = page
        self.nearest = ""  # what stands on the page where the words that were typed do not

    @cached_property
    def text(self) -> Text:
        return Text(text_of_page(self.page))

    @property
    def sentences(self) -> list[str]:
        found = list(dict.fromkeys(self.text.sentences()))
        return [said for said in found if len(said) <= QUOTE_LIMIT][:SENTENCES]

    @property
    def chosen_sentence(self) -> str:
        return str(self["sentence"].value() or "")

    @property
    def words_given(self) -> str:
        """What was chosen, or else typed, on one line."""
        return flat(self.chosen_sentence or str(self["passage"].value() or ""))

    def chosen_words(self) -> Passage | None:
        """The passage that was given; where it does not stand on the page, an error says so."""
        words = self.words_given[:QUOTE_LIMIT]
        found = self.text.chosen(words, str(self["before"].value() or "")[-200:])
        if found is None:
            self.nearest = self.text.nearest(words)
            nearest = ". Below is the sentence that is most like them" if self.nearest else ""
            self.add_error("passage", f"These words do not stand on the page{nearest}")
        return found
