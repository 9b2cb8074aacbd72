"""Fields of forms: one line or several, within their limit, and of characters that are shown."""

import pytest
from django.forms import ValidationError

from web.forms import line, text


@pytest.mark.parametrize("character", ["\x01", "\x0b", "\x1b", "\x7f", "\x85", "\ud800"])
@pytest.mark.parametrize("kind", [line, text])
def test_what_no_screen_shows_is_refused_with_its_place(kind, character):
    with pytest.raises(ValidationError) as refused:
        kind("Wording", limit=40).clean(f"Keep a bed{character} free")
    said = "Wording holds a character that cannot be shown, after “Keep a bed”. Delete it there"
    assert refused.value.messages == [said]


def test_one_at_the_beginning_is_said_to_stand_there():
    with pytest.raises(ValidationError, match="cannot be shown, at the beginning"):
        line("Why", limit=40).clean("\x02Because")


@pytest.mark.parametrize(
    "shown", ["não", "日本語", "👩🏽‍⚕️ on call", "a\u200db", "e\u0301", "“quoted”"]
)
def test_letters_of_every_script_are_shown(shown):
    assert line("Wording", limit=40).clean(shown) == shown
    assert text("Wording", limit=40).clean(shown) == shown


def test_a_line_takes_pasted_tabs_and_lines_as_blanks():
    assert line("Wording", limit=40).clean("Keep\ta\r\nbed\nfree\r") == "Keep a bed free"


def test_a_text_keeps_its_tabs_and_lines():
    assert text("Text", limit=40).clean("Keep\ta\r\nbed\rfree\n") == "Keep\ta\nbed\nfree"


def test_the_end_of_a_long_text_before_it_is_quoted():
    before = "word " * 20
    with pytest.raises(ValidationError) as refused:
        line("Wording", limit=200).clean(f"{before}\x07")
    assert len(refused.value.messages[0]) < 120
