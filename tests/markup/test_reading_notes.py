import time
from pathlib import Path

import pytest

from markup.notes import NotedArea, NotedRecommendation, read_notes

SEED = Path(__file__).parents[2].parent / "shared/seed/emerging-issues.txt"


def bullets(text: str) -> list[tuple[str, bool]]:
    return [
        (recommendation.wording, recommendation.starred)
        for area in read_notes(text).areas
        for recommendation in area.recommendations
    ]


@pytest.mark.parametrize("mark", ["•", "·", "*", "-", "–", "—", "1.", "1)", "a)", "▪", "\uf0b7"])
@pytest.mark.parametrize("gap", [" ", "\t", "\u00a0", "   ", "\u00a0 \t"])
@pytest.mark.parametrize("indent", ["", "  ", "\t", "\u00a0\u00a0"])
def test_bullets_of_any_kind_are_recommendations(mark, gap, indent):
    text = f"Heading\n{indent}{mark}{gap}One thing\n{indent}{mark}{gap}Another *\n"
    notes = read_notes(text)
    assert notes.areas == [
        NotedArea(
            "Heading",
            [NotedRecommendation("One thing"), NotedRecommendation("Another", starred=True)],
        )
    ]
    assert notes.lead_body == notes.after_body == ""


@pytest.mark.parametrize(
    "wording",
    [
        "Ask the porters’ “own” list – and keep it",
        "Shadowing (e.g. a day with the porters )",
        "Plan / write with  two spaces",
        "Say *this* and **that**",
        "5 * 3 is a sum",
        "x",
    ],
)
def test_wordings_are_kept_to_the_byte(wording):
    assert bullets(f"H\n  •   {wording} \u00a0\n\t- {wording}\t*  ") == [
        (wording, False),
        (wording, True),
    ]


def test_a_star_without_a_blank_is_a_star_where_it_closes_no_emphasis():
    assert bullets("H\n- Ask a porter*\n- Use *care*\n- *") == [
        ("Ask a porter", True),
        ("Use *care*", False),
        ("*", False),
    ]


@pytest.mark.parametrize(
    ("line", "title"),
    [
        ("## Ask early ##", "Ask early"),
        ("**Ask early**", "Ask early"),
        ("Ask early:", "Ask early:"),
        ("  Ask early  ", "Ask early"),
        ("Ask early – early, often", "Ask early – early, often"),
    ],
)
def test_the_line_before_bullets_is_the_areas_heading(line, title):
    notes = read_notes(f"Some prose here.\n\n{line}\n- one\n- two")
    assert [area.title for area in notes.areas] == [title]
    assert notes.lead_body == "Some prose here."


def test_blank_lines_may_stand_between_heading_and_bullets_and_between_bullets():
    notes = read_notes("First\n\n- one\n\n- two\n\nSecond\n\n\n- three")
    assert [(area.title, len(area.recommendations)) for area in notes.areas] == [
        ("First", 2),
        ("Second", 1),
    ]


def test_a_sentence_apart_from_the_bullets_is_prose_and_not_a_heading():
    notes = read_notes("We agreed on these:\n\n- one\n- two")
    assert notes.areas[0].title == "Recommendations"
    assert notes.lead_body == "We agreed on these:"


def test_numbered_headings_over_bullets_are_headings():
    notes = read_notes("1. Ask early\n  • one\n  • two\n2. Start small\n  • three")
    assert [(area.title, len(area.recommendations)) for area in notes.areas] == [
        ("Ask early", 2),
        ("Start small", 1),
    ]


def test_prose_stands_before_and_after_and_none_is_lost():
    notes = read_notes("Why?\n\nBecause.\n\nA\n- a\n\nBetween.\n\nB\n- b\nWhat next?\n\nThanks.")
    assert [area.title for area in notes.areas] == ["A", "B"]
    assert notes.lead_body == "Why?\n\nBecause.\n\nBetween."
    assert notes.after_body == "What next?\n\nThanks."


def test_a_wrapped_bullet_is_one_recommendation():
    assert bullets("H\n  • Print the list\n    in large type *\n  • Hang it up") == [
        ("Print the list in large type", True),
        ("Hang it up", False),
    ]


def test_a_title_that_stands_alone_is_proposed():
    assert read_notes("Notes of the day\n\nWhy?\n\nA\n- a").title == "Notes of the day"
    assert read_notes("# Notes of the day\nWhy?\n\nA\n- a").title == "Notes of the day"
    assert read_notes("Why is it so?\n\nA\n- a").title is None
    assert read_notes("A\n- a").title is None


def test_a_line_that_only_looks_like_a_bullet_stays_prose():
    notes = read_notes("A\n• a\n• b\n\nprint\n\n- all versions)")
    assert len(notes.areas) == 1
    assert notes.after_body == "print\n\n- all versions)"


def test_text_without_bullets_is_prose():
    notes = read_notes("Why?\r\n\r\nBecause.")
    assert (notes.areas, notes.lead_body, notes.after_body) == ([], "Why?\n\nBecause.", "")
    assert read_notes("").lead_body == ""


@pytest.mark.parametrize(
    "piece", ["1. x\n", "x\n- y\n", " ", "\n", "* ", "# ", "1. a\n- b\n", "\t* *"]
)
def test_reading_takes_time_in_proportion(piece):
    began = time.process_time()
    read_notes(piece * (200_000 // len(piece)) + "x")
    assert time.process_time() - began < 2.0


@pytest.fixture
def seed() -> str:
    if not SEED.exists():
        pytest.skip(f"The page saved in 2008 is not there: {SEED}")
    return SEED.read_text()


@pytest.fixture(params=["the page's text", "with the page's furniture", "with Windows line ends"])
def pasted(request: pytest.FixtureRequest, seed: str) -> str:
    if request.param == "with the page's furniture":
        return seed
    text = seed[seed.index("What should be done") :]
    text = text[: text.index("?", text.index("What can be done")) + 1]
    return text.replace("\n", "\r\n") if "Windows" in request.param else text


def test_the_notes_of_the_event_give_five_areas_34_recommendations_and_six_stars(pasted):
    notes = read_notes(pasted)
    recommendations = [one for area in notes.areas for one in area.recommendations]
    assert [len(area.recommendations) for area in notes.areas] == [8, 6, 9, 5, 6]
    assert len(recommendations) == 34
    assert sum(one.starred for one in recommendations) == 6
    assert not any("*" in one.wording for one in recommendations)
    assert all(len(area.title) <= 200 and "\n" not in area.title for area in notes.areas)
    assert notes.lead_body.startswith("What should be done")
    assert notes.after_body.startswith("What can be done")


def test_every_wording_and_heading_of_the_event_is_a_line_of_its_notes(seed):
    lines = set(seed.split("\n"))
    for area in read_notes(seed).areas:
        assert area.title in lines
        for one in area.recommendations:
            assert f"  • {one.wording}{' *' if one.starred else ''}" in lines
