"""Notes of an event become a page: shown first, saved as one update, to the byte."""

from typing import Any

import pytest
from django.test import Client

from recommendations.models import Area, Recommendation, Star
from tests.elements import Element, read
from updates.pasting import make_page
from updates.pasting import read as read_notes
from wiki.models import Changeset, Page

PASTE = "/wiki/paste/"
NOTES = """What came of the night

Who should be asked first?

We met in the canteen.

Before the shift
• Keep a bed free *
• Say who works the night – a week ahead

After the shift
• Nobody drives home “tired” *

What about the weekends?
"""


def areas(page: Page) -> list[tuple[str, list[tuple[str, int]]]]:
    """Headings with their wordings and stars."""
    return [
        (
            area.title,
            [
                (item.wording, item.stars_now)
                for item in Recommendation.objects.filter(area=area).order_by("position")
            ],
        )
        for area in Area.objects.filter(page=page).order_by("position")
    ]


def sent(do: str = "save", **changed: str) -> dict[str, str]:
    form = {"title": "", "text": NOTES, "note": "", "do": do} | changed
    return form | {"text": form["text"].replace("\n", "\r\n")}


def field(screen: Element, name: str) -> str:
    (found,) = [e for e in screen.one("main").inside() if e.get("name") == name]
    return found.raw.removeprefix("\n") if found.tag == "textarea" else found.get("value") or ""


EXPECTED = [
    ("Before the shift", [("Keep a bed free", 1), ("Say who works the night – a week ahead", 0)]),
    ("After the shift", [("Nobody drives home “tired”", 1)]),
]


# On the screen --------------------------------------------------------------------------------


def test_the_page_is_shown_before_it_is_saved(as_member: Client) -> None:
    screen = read(as_member.post(PASTE, sent("preview")))
    assert "2 areas, 3 recommendations, 2 stars (given in your name)" in screen.one(".notice").text
    shown = screen.one(".pasted")
    assert shown.one("h2").text == "What came of the night"
    assert shown.one(".lede").text == "Who should be asked first?"
    assert shown.texts("h3") == ["Before the shift", "After the shift"]
    assert [p.raw for p in shown.all("li.rec p")] == [w for _, ws in EXPECTED for w, _ in ws]
    assert [e.text for e in shown.all(".star")] == ["1 star.", "", "1 star."]
    assert shown.all(".prose")[-1].text == "What about the weekends?"
    assert field(screen, "text").replace("\r\n", "\n") == NOTES
    assert not Page.objects.exists()


def test_saving_makes_the_page_with_its_areas_and_stars(as_member: Client, member: Any) -> None:
    answer = as_member.post(PASTE, sent(note="From the night of the 5th"))
    assert answer["Location"] == "/wiki/what-came-of-the-night/"
    page = Page.objects.get()
    assert areas(page) == EXPECTED
    assert page.body == (
        "Who should be asked first?\n\nWe met in the canteen.\n\n[[recommendations]]\n\n"
        "What about the weekends?"
    )
    assert set(Star.objects.values_list("person__username", flat=True)) == {"ben"}
    update = Changeset.objects.get()
    assert (update.author, update.note) == (member, "From the night of the 5th")
    assert update.counts == {
        "page_created": 1,
        "areas_added": 2,
        "recommendations_added": 3,
        "stars_given": 2,
    }


def test_the_saved_page_reads_as_it_was_shown(as_member: Client) -> None:
    shown = read(as_member.post(PASTE, sent("preview"))).one(".pasted")
    as_member.post(PASTE, sent())
    saved = read(as_member.get("/wiki/what-came-of-the-night/")).one("article")
    assert [p.raw for p in saved.all("li.rec p") if "id" in p] == [
        p.raw for p in shown.all("li.rec p")
    ]
    assert [e.text for e in saved.all(".prose")] == [e.text for e in shown.all(".prose")]
    assert saved.texts("h3") == shown.texts("h3")


def test_a_given_title_is_the_title_and_the_first_line_is_not_lost(as_member: Client) -> None:
    as_member.post(PASTE, sent(title="Night notes"))
    page = Page.objects.get()
    assert page.title == "Night notes"
    assert page.body.startswith(
        "Who should be asked first?\n\nWhat came of the night\n\nWe met in the canteen."
    )
    assert page.text.lead == "Who should be asked first?"


def test_a_title_that_repeats_the_first_line_stands_once(as_member: Client) -> None:
    as_member.post(PASTE, sent(title="What came of the night"))
    assert "What came of the night" not in Page.objects.get().body


def test_a_double_click_makes_one_page(as_member: Client) -> None:
    places = [as_member.post(PASTE, sent())["Location"] for _ in range(2)]
    assert places == ["/wiki/what-came-of-the-night/"] * 2
    assert Recommendation.objects.count() == 3
    assert Changeset.objects.count() == 1


def test_notes_changed_after_they_were_saved_are_not_taken_for_a_double_click(
    as_member: Client,
) -> None:
    as_member.post(PASTE, sent())
    more = sent(text=NOTES.replace("free *", "free *\n• Eat at two"))
    screen = read(as_member.post(PASTE, more), 422)
    assert "There is already a page called" in screen.one("#title_error").text
    assert "Eat at two" in field(screen, "text")


def test_prose_alone_makes_a_page_without_areas(as_member: Client) -> None:
    as_member.post(PASTE, sent(text="Some thoughts.\n\nAnd more.", title="Thoughts"))
    page = Page.objects.get()
    assert (page.body, areas(page)) == ("Some thoughts.\n\nAnd more.", [])


def test_what_the_same_line_twice_says_is_one_recommendation_with_one_star(
    as_member: Client,
) -> None:
    text = "Night\n\nBefore\n• Keep a bed free *\n• Keep a bed free *\n"
    assert as_member.post(PASTE, sent(text=text)).status_code == 302
    assert areas(Page.objects.get()) == [("Before", [("Keep a bed free", 1)])]


# Refused --------------------------------------------------------------------------------------


def refused(client: Client, **changed: str) -> Element:
    screen = read(client.post(PASTE, sent(**changed)), 422)
    assert screen.one("title").text.startswith("Error: ")
    assert not Changeset.objects.filter(author__username="ben").exists()
    return screen


def test_nothing_pasted_is_asked_for(as_member: Client) -> None:
    screen = refused(as_member, text="  \n ", note="My note")
    assert "Paste your notes here" in screen.one("#text_error").text
    assert screen.one("#problems a")["href"] == "#text"
    assert field(screen, "note") == "My note"


def test_a_title_is_needed_and_the_notes_are_kept(as_member: Client) -> None:
    text = "Before:\n• Keep a bed free"
    screen = refused(as_member, text=text)
    assert "Give the page a title" in screen.one("#title_error").text
    assert field(screen, "text").replace("\r\n", "\n") == text


def test_a_wording_that_is_too_long_is_named(as_member: Client) -> None:
    text = f"Night\n\nBefore\n• {'w' * 500}\n• {'x' * 501}\n"
    screen = refused(as_member, text=text)
    said = screen.one("#text_error").text
    assert f"“{'x' * 40}…” has more than 500 characters" in said
    assert "www" not in said
    assert field(screen, "text").replace("\r\n", "\n") == text


def test_a_heading_that_is_too_long_is_named(as_member: Client) -> None:
    screen = refused(as_member, text=f"Night\n\n{'h' * 201}\n• Keep a bed free\n")
    assert "has more than 200 characters" in screen.one("#text_error").text


def test_a_title_in_the_notes_that_is_too_long_is_named(as_member: Client) -> None:
    screen = refused(as_member, text=f"# {'t' * 201}\n\nBefore\n• Keep a bed free\n")
    assert "at most 200 characters" in screen.one("#title_error").text


@pytest.mark.parametrize(("name", "limit"), [("title", 200), ("note", 500)])
def test_limits_are_kept_and_said(as_member: Client, name: str, limit: int) -> None:
    screen = refused(as_member, **{name: "x" * (limit + 1)})
    assert f"at most {limit} characters" in screen.one(f"#{name}_error").text
    assert field(screen, name) == "x" * (limit + 1)


def test_too_much_text_is_refused_and_kept(as_member: Client) -> None:
    screen = refused(as_member, text="x" * 200_001, title="Long")
    assert "at most 200000 characters" in screen.one("#text_error").text
    assert len(field(screen, "text")) == 200_001


def test_a_taken_title_is_refused_and_the_notes_are_kept(as_member: Client, make_page: Any) -> None:
    make_page("Night work")
    screen = refused(as_member, title="Night work")
    assert "already a page called “Night work”" in screen.one("#title_error").text
    assert field(screen, "text").replace("\r\n", "\n") == NOTES


@pytest.mark.parametrize("do", ["preview", "save"])
def test_a_text_that_cannot_be_rendered_is_refused_and_kept(as_member: Client, do: str) -> None:
    deep = "Night\n\n" + "> " * 60 + "deep"
    screen = refused(as_member, text=deep, title="Deep", do=do)
    assert "20 deep" in screen.one("#text_error").text
    assert field(screen, "text").replace("\r\n", "\n") == deep


def test_signing_in_returns_the_notes(client: Client, member: Any) -> None:
    door = client.post(PASTE, sent(title="Night notes"))["Location"]
    form = {"login": "ben", "password": "correct horse battery"}
    screen = read(client.post(door, form, follow=True))
    assert field(screen, "text").replace("\r\n", "\n") == NOTES
    assert field(screen, "title") == "Night notes"
    assert "not saved yet" in screen.one("main").text


# The notes ------------------------------------------------------------------------------------


@pytest.mark.parametrize("mark", ["•", "-", "*", "–", "1.", "2)", "·", "▪"])
@pytest.mark.parametrize("indent", ["", "  ", "\t"])
def test_every_kind_of_bullet_is_a_recommendation(author: Any, mark: str, indent: str) -> None:
    text = f"Before\n{indent}{mark} Keep a bed free *\n{indent}{mark} Say who works\n"
    page = make_page(read_notes(text, "Night"), author=author)
    assert areas(page) == [("Before", [("Keep a bed free", 1), ("Say who works", 0)])]


@pytest.mark.parametrize(
    "wording",
    [
        "Curly ‘quotes’ and “these”",
        "Dashes – and — and ‐",
        "Two  blanks inside",
        "A no-break\u00a0blank",
        "Brackets (e.g. these )",
        "An ellipsis… or ...",
        "5 * 4 is twenty",
        "Emoji 💡 and ü, ß, 日本",
        "<b>No markup</b> & such",
        "[[Not a link]] and *no emphasis*",
        "It costs 1,50 €!",
    ],
)
def test_a_wording_is_kept_to_the_byte(as_member: Client, wording: str) -> None:
    as_member.post(PASTE, sent(text=f"Night\n\nBefore\n• {wording}\n• {wording} now *\n"))
    assert areas(Page.objects.get()) == [("Before", [(wording, 0), (f"{wording} now", 1)])]
    screen = read(as_member.get("/wiki/night/"))
    assert [p.raw for p in screen.all("li.rec p") if "id" in p] == [wording, f"{wording} now"]
