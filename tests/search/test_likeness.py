"""Which wordings are similar, and which only share common words: a labelled table."""

import pytest

from search.likeness import VERY, likeness

SIMILAR = [
    # the same, but for a few words
    (
        "Keep a bed free for whoever cannot drive home",
        "Keep two beds free for whoever cannot drive",
    ),
    ("Print the rota a week ahead", "Print the rota two weeks ahead of the shift"),
    ("Answer the night telephone", "Answer the telephone at night within a minute"),
    ("Ring once before you enter", "Ring twice before you enter"),
    ("Write letters that patients understand", "Write discharge letters patients understand"),
    ("Publish the minutes of every meeting", "Publish minutes"),
    ("Dim the corridor lights after ten", "Dim the corridor lights at ten in the evening"),
    ("Do not ring the bell at night", "Ring the bell at night"),
    # another order of words
    ("At night, dim the lamps in the corridor", "Dim the lamps in the corridor at night"),
    ("Before the shift, share the list of beds", "Share the list of beds before the shift"),
    ("Pilot every form on one ward first", "First pilot every form on one ward"),
    # other endings
    ("Train nurses on the new scanner", "Training a nurse on new scanners"),
    ("Check the allergy list", "Checking of allergy lists"),
    ("Review policies on visiting", "Review the visiting policy"),
    # British and American, accents, case, punctuation
    ("Colour the labels of the trays grey", "Color the labels of the trays gray"),
    ("Organise a programme of visits", "Organize a program of visits"),
    ("Centralise the licences", "centralize the licenses!"),
    ("Open the café at night", "Open the CAFE at night."),
    ("Name one person per ward who knows the printer", "Name a printer person per ward"),
    # a longer sentence around the same thing
    (
        "Put a printer on every ward",
        "Put a printer on every ward, beside the drug trolley, so that nobody walks for labels",
    ),
    (
        "Lend out tablets with offline maps",
        "Lend out tablets with offline maps to everybody who drives the upper valley in snow",
    ),
    ("Scan barcodes", "Scan barcodes"),
    ("Listen", "Listen"),
]
UNRELATED = [
    ("Keep a bed free for whoever cannot drive home", "Print the rota a week ahead"),
    # common words alone
    ("Give staff time to learn the new system", "Ask staff to use the new system in time"),
    ("Make sure that people have what they need", "Let people say what they want"),
    ("Involve patients from the start", "Involve staff from the start"),
    ("Ask patients what they need", "Ask patients for consent"),
    ("Start with small pilots", "Start with a good plan"),
    ("Share information between teams", "Share lifts between shifts"),
    ("Support people who work at night", "Support people who want to learn"),
    # one rare word
    ("Dim the lamps at ten", "Buy lamps that last"),
    ("Print labels at the bedside", "Clean the bedside table"),
    ("Count the steps of a drug round", "Walk ten thousand steps"),
    # two of many
    (
        "Publish a list of the printers that work, by ward and floor, every Monday morning",
        "Publish the menu of the canteen for the whole month on the door of every ward kitchen",
    ),
    # words of other roots that begin alike
    ("Name the casual workers", "Name causal factors"),
    ("Post the notes", "Notice posters"),
    ("", ""),
    ("?!", "?!"),
    ("of the and", "the of and"),
]


@pytest.mark.parametrize(("one", "other"), SIMILAR)
def test_these_are_similar(one: str, other: str) -> None:
    assert likeness(one, other) > 0
    assert likeness(other, one) == likeness(one, other) <= 1


@pytest.mark.parametrize(("one", "other"), UNRELATED)
def test_these_are_not(one: str, other: str) -> None:
    assert likeness(one, other) == likeness(other, one) == 0


def test_the_same_words_are_wholly_alike_and_fewer_are_less_alike() -> None:
    wording = "Dim the lamps in the corridor at night"
    nearest = likeness(wording, "At night, dim the corridor’s lamps")
    near = likeness(wording, "Dim the lamps in the corridor at ten")
    far = likeness(wording, "Dim the lamps in the ward at ten")
    assert nearest == 1
    assert nearest > near >= VERY > far > 0
