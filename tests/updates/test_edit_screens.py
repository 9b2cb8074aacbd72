"""Writing pages on the screen: what was typed is saved as previewed, or given back."""

from typing import Any

import pytest
from django.test import Client

from tests.elements import Element, read
from tests.updates.conftest import BODY
from updates.editing import Texts
from wiki.models import Changeset, Page

RICH = (
    "What should we do?\n\nSee [[Rota]] and [[Nowhere]].\n\n## Why\n\nA note[^1] and *words*.\n\n"
    "| a | b |\n|---|---|\n| 1 | 2 |\n\n[[recommendations]]\n\nAfter them.\n\n[^1]: The note.\n"
)
SECOND = BODY.replace("second one", "middle one")
SECOND_OTHERWISE = BODY.replace("second one is", "second paragraph became")
EDIT = "/wiki/night-work/edit/"
PASSWORD = "correct horse battery"


def field(screen: Element, name: str) -> str:
    """What stands in a field."""
    (found,) = [e for e in screen.inside() if e.get("name") == name and e.get("type") != "hidden"]
    return found.raw.removeprefix("\n") if found.tag == "textarea" else found.get("value") or ""


def hidden(screen: Element, name: str) -> str:
    return screen.one(f"input[type=hidden][name={name}]")["value"]


def form(**changed: Any) -> dict[str, Any]:
    """What a browser sends from the edit screen of the page as its first update left it."""
    sent = {"title": "Night work", "body": BODY, "tags": "shifts, rest", "base": "1", "do": "save"}
    return {name: value for name, value in (sent | changed).items() if value is not None}


def stored(slug: str = "night-work") -> Texts:
    return Texts.of(Page.objects.get(slug=slug))


def told(response: Any) -> str:
    """What the page says at its top after a redirect."""
    return " ".join(read(response).texts("p.notice"))


def shown(page: Page) -> str:
    """The HTML parts of a page's stored rendering, as the preview puts them."""
    lead = f'<p class="lede">{page.text.lead}</p>' if page.text.lead else ""
    return lead + "".join(part.html for part in page.text.parts)


# A new page -----------------------------------------------------------------------------------


@pytest.mark.usefixtures("db")
def test_a_new_page_is_created_and_shown(as_member: Client) -> None:
    sent = {"title": "Beds", "body": "Where?\r\nThere.", "tags": "beds", "note": "From the event"}
    answer = as_member.post("/wiki/new/", {**sent, "do": "save"})
    assert (answer.status_code, answer["Location"]) == (302, "/wiki/beds/")
    assert stored("beds") == Texts("Beds", "Where?\nThere.", "beds")
    assert Changeset.objects.get().note == "From the event"


def test_the_form_of_a_missing_page_has_its_title(as_member: Client) -> None:
    assert field(read(as_member.get("/wiki/new/?title=Keep  beds")), "title") == "Keep beds"


def test_the_form_of_a_page_that_was_written_meanwhile_leads_to_it(
    as_member: Client, a_page: Page
) -> None:
    assert as_member.get("/wiki/new/?title=night+work")["Location"] == "/wiki/night-work/"


def test_a_double_click_creates_one_page(as_member: Client, db: None) -> None:
    sent = {"title": "Beds", "body": "Where?", "do": "save"}
    answers = [as_member.post("/wiki/new/", sent) for _ in range(2)]
    assert [answer["Location"] for answer in answers] == ["/wiki/beds/"] * 2
    assert Changeset.objects.count() == 1


def test_a_taken_title_is_refused_and_the_text_kept(as_member: Client, a_page: Page) -> None:
    sent = {"title": "night WORK", "body": "My own text.", "do": "save"}
    screen = read(as_member.post("/wiki/new/", sent), 422)
    assert "There is already a page called “Night work”" in screen.one("#problems").text
    assert (field(screen, "title"), field(screen, "body")) == ("night WORK", "My own text.")


@pytest.mark.parametrize(
    ("title", "said"),
    [("", "Give the page a title"), ("   ", "Give the page a title"), ("!?", "letter or digit")],
)
def test_a_title_without_a_word_is_refused(as_member: Client, title: str, said: str) -> None:
    screen = read(
        as_member.post("/wiki/new/", {"title": title, "body": "Kept.", "do": "save"}), 422
    )
    assert said in screen.one("#title_error").text
    assert field(screen, "body") == "Kept."


# Editing --------------------------------------------------------------------------------------


def test_the_edit_screen_holds_the_page_and_its_latest_update(
    as_member: Client, a_page: Page, edit: Any
) -> None:
    edit(1, body=RICH.rstrip())
    screen = read(as_member.get(EDIT))
    assert [field(screen, name) for name in ("title", "body", "tags")] == [
        *("Night work", RICH.rstrip()),
        "shifts, rest",
    ]
    assert hidden(screen, "base") == "2"


def test_an_edit_is_saved_under_its_note(as_member: Client, a_page: Page, latest: Any) -> None:
    sent = form(body=SECOND, note="The middle", minor="on", tags="rest, food")
    assert as_member.post(EDIT, sent)["Location"] == "/wiki/night-work/"
    assert stored() == Texts("Night work", SECOND, "rest, food")
    assert (latest().note, latest().minor, latest().number) == ("The middle", True, 2)


def test_a_renamed_page_is_shown_under_its_new_name(as_member: Client, a_page: Page) -> None:
    assert as_member.post(EDIT, form(title="Night shifts"))["Location"] == "/wiki/night-shifts/"
    assert as_member.get("/wiki/night-work/", follow=True).redirect_chain == [
        ("/wiki/night-shifts/", 301)
    ]


def test_an_edit_sent_to_the_old_name_is_saved(as_member: Client, a_page: Page, edit: Any) -> None:
    edit(1, title="Night shifts")
    assert as_member.post(EDIT, form(body=SECOND)).status_code == 302
    assert stored("night-shifts").body == SECOND


def test_a_double_click_saves_once(as_member: Client, a_page: Page) -> None:
    answers = [as_member.post(EDIT, form(body=SECOND), follow=True) for _ in range(2)]
    assert Changeset.objects.filter(page=a_page).count() == 2
    assert "Somebody else" not in told(answers[1])


def test_nothing_changed_saves_nothing_and_says_so(as_member: Client, a_page: Page) -> None:
    answer = as_member.post(EDIT, form(body=BODY.replace("\n", "\r\n")), follow=True)
    assert "nothing new was saved" in told(answer)
    assert Changeset.objects.filter(page=a_page).count() == 1


def test_a_merge_is_told(as_member: Client, a_page: Page, edit: Any, author: Any) -> None:
    edit(1, body=BODY.replace("first", "opening"), author=author)
    answer = as_member.post(EDIT, form(body=SECOND), follow=True)
    assert "both changes are on the page now" in told(answer)
    assert stored().body == SECOND.replace("first", "opening")


def test_what_the_edit_screen_costs_does_not_grow_with_updates(
    as_member: Client, a_page: Page, edit: Any, django_assert_max_num_queries: Any
) -> None:
    for number in range(5):
        edit(number + 1, body=f"{BODY} {number}")
    with django_assert_max_num_queries(13):
        as_member.get(EDIT)


# Preview and "show changes" -------------------------------------------------------------------


def test_the_preview_is_the_saved_rendering_byte_for_byte(
    as_member: Client, a_page: Page, make_page: Any
) -> None:
    make_page("Rota")
    body = RICH.replace("\n", "\r\n")
    preview = as_member.post(EDIT, form(body=body, do="preview")).content.decode()
    assert stored().body == BODY
    as_member.post(EDIT, form(body=body))
    a_page.refresh_from_db()
    assert a_page.text.lead
    assert len(a_page.text.parts) == 3
    assert f'<p class="lede">{a_page.text.lead}</p>' in preview
    for part in a_page.text.parts:
        assert part.html in preview
    saved = Client().get("/wiki/night-work/").content.decode()
    assert all(part.html in saved for part in a_page.text.parts)


def test_the_live_preview_and_that_of_a_new_page_are_the_same(as_member: Client, db: None) -> None:
    live = as_member.post("/wiki/preview/", {"body": RICH}).content.decode()
    new = as_member.post("/wiki/new/", {"title": "Beds", "body": RICH, "do": "preview"})
    as_member.post("/wiki/new/", {"title": "Beds", "body": RICH, "do": "save"})
    for part in Page.objects.get(slug="beds").text.parts:
        assert part.html in live
        assert part.html in new.content.decode()


def test_the_preview_of_a_page_as_it_stands_is_on_its_edit_screen(
    as_member: Client, a_page: Page
) -> None:
    assert shown(a_page) in as_member.get(EDIT).content.decode()


def test_a_preview_keeps_what_was_typed_and_saves_nothing(as_member: Client, a_page: Page) -> None:
    sent = form(body=RICH, title="T", tags="a", note="N", minor="on", do="preview")
    screen = read(as_member.post(EDIT, sent))
    typed = [field(screen, name) for name in ("title", "body", "tags", "note")]
    assert typed == ["T", RICH, "a", "N"]
    assert "checked" in screen.one("input[name=minor]")
    assert (hidden(screen, "base"), stored().title) == ("1", "Night work")


def test_a_preview_says_what_would_be_refused(as_member: Client, a_page: Page) -> None:
    screen = read(as_member.post(EDIT, form(body="> " * 60 + "deep", do="preview")))
    assert "20 deep" in screen.one("#preview").text
    assert field(screen, "body") == "> " * 60 + "deep"


def test_show_changes_tells_what_saving_would_change(as_member: Client, a_page: Page) -> None:
    screen = read(as_member.post(EDIT, form(body=SECOND.replace("\n", "\r\n"), do="changes")))
    changes = screen.one("section.diffview")
    assert changes.texts("del") == ["removed: second (end of removed)"]
    assert changes.texts("ins") == ["added: middle (end of added)"]
    assert stored().body == BODY
    assert "The middle one" in screen.one("#preview").text


def test_show_changes_leaves_out_what_others_changed_meanwhile(
    as_member: Client, a_page: Page, edit: Any
) -> None:
    edit(1, body=BODY.replace("first", "opening"))
    screen = read(as_member.post(EDIT, form(body=SECOND, do="changes")))
    assert screen.one("section.diffview").texts("ins") == ["added: middle (end of added)"]
    assert hidden(screen, "base") == "1"


def test_show_changes_says_when_there_are_none(as_member: Client, a_page: Page) -> None:
    screen = read(as_member.post(EDIT, form(do="changes")))
    assert "as it stands on the page" in screen.one("section.diffview").text


# Limits ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "limit"), [("title", 200), ("note", 500), ("tags", 500), ("body", 200_000)]
)
def test_limits_are_kept_and_said_beside_the_field_and_in_the_summary(
    as_member: Client, a_page: Page, name: str, limit: int
) -> None:
    typed = "x" * (limit + 1)
    screen = read(as_member.post(EDIT, form(**{name: typed})), 422)
    said = f"at most {limit} characters. Yours has {limit + 1}"
    assert said in screen.one(f"#{name}_error").text
    link = screen.one("#problems a")
    assert (link["href"], said in link.text) == (f"#{name}", True)
    assert screen.one("title").text.startswith("Error: Edit Night work")
    assert field(screen, name) == typed
    assert stored() == Texts("Night work", BODY, "shifts, rest")


def test_what_is_just_within_the_limits_is_saved(as_member: Client, a_page: Page) -> None:
    body = "word " * 39_999 + "words"
    sent = form(title="n" * 200, note="o" * 500, body=body)
    assert as_member.post(EDIT, sent).status_code == 302
    assert stored("n" * 200).body == body


def test_a_refused_text_is_kept(as_member: Client, a_page: Page) -> None:
    typed = "> " * 60 + "deep"
    screen = read(as_member.post(EDIT, form(body=typed, note="Deep")), 422)
    assert "20 deep" in screen.one("#body_error").text
    assert (field(screen, "body"), field(screen, "note")) == (typed, "Deep")
    assert screen.one("title").text.startswith("Error:")


def test_a_refused_text_says_so_in_the_preview_too(as_member: Client, a_page: Page) -> None:
    screen = read(as_member.post(EDIT, form(title="", body=SECOND)), 422)
    assert "The middle one" in screen.one("#preview").text


def test_a_field_says_where_its_error_stands(as_member: Client, a_page: Page) -> None:
    screen = read(as_member.post(EDIT, form(title="")), 422)
    title = screen.one("#title")
    assert title["aria-invalid"] == "true"
    assert "title_error" in title["aria-describedby"].split()


@pytest.mark.parametrize("name", ["title", "body", "tags"])
def test_a_character_that_no_database_keeps_is_taken_out(
    as_member: Client, a_page: Page, name: str
) -> None:
    assert as_member.post(EDIT, form(**{name: "Nul \x00here"})).status_code == 302
    assert getattr(Texts.of(Page.objects.get()), name) == "Nul here"


# Where the page stands ------------------------------------------------------------------------


def test_a_page_moves_under_the_page_of_that_title(
    as_member: Client, a_page: Page, make_page: Any
) -> None:
    above = make_page("All shifts")
    as_member.post(EDIT, form(parent="all  Shifts"))
    a_page.refresh_from_db()
    assert a_page.parent == above
    assert field(read(as_member.get(EDIT)), "parent") == "All shifts"


def test_an_unknown_page_to_stand_under_is_refused(as_member: Client, a_page: Page) -> None:
    screen = read(as_member.post(EDIT, form(body=SECOND, parent="Nowhere")), 422)
    assert "no page called “Nowhere”" in screen.one("#parent_error").text
    assert (field(screen, "parent"), field(screen, "body")) == ("Nowhere", SECOND)


def test_a_page_cannot_stand_under_itself_or_its_own_branch(
    as_member: Client, a_page: Page, make_page: Any
) -> None:
    child = make_page("Child", parent=a_page)
    make_page("Grandchild", parent=child)
    for title in ("Night work", "Child", "Grandchild"):
        screen = read(as_member.post(EDIT, form(parent=title)), 422)
        assert "stands under this page itself" in screen.one("#parent_error").text
    a_page.refresh_from_db()
    assert a_page.parent is None


# Two at once ----------------------------------------------------------------------------------


@pytest.fixture
def conflict(as_member: Client, a_page: Page, edit: Any, author: Any) -> Element:
    """The screen after somebody else reworded the paragraph that this person reworded."""
    edit(1, body=SECOND, author=author, note="Middle is plainer")
    sent = form(body=SECOND_OTHERWISE, note="My reason", tags="shifts, food", minor="on")
    return read(as_member.post(EDIT, sent), 409)


def decision(screen: Element, **changed: Any) -> dict[str, str]:
    """What a browser sends from the conflict screen, with what its reader changed."""
    sent = {"do": "decide"}
    for e in screen.one("main").inside():
        if e.tag == "textarea" and "name" in e:
            sent[e["name"]] = e.raw.removeprefix("\n").replace("\n", "\r\n")
        elif e.tag == "input" and "name" in e and e.get("type") != "radio":
            sent[e["name"]] = e.get("value") or ""
        elif e.tag == "input" and e.get("type") == "radio" and "checked" in e:
            sent[e["name"]] = e["value"]
    return sent | changed


def place(screen: Element) -> str:
    """The name of the one place to decide: p2."""
    others = ("theme", "title_pick")
    (name,) = {e["name"] for e in screen.all("input[type=radio]") if e["name"] not in others}
    return name


def test_a_conflict_shows_what_was_and_what_both_made_of_it(conflict: Element) -> None:
    box = conflict.one("main fieldset")
    assert "It was: The second one is short too." in box.text
    mine, theirs = box.all("label .diff")
    assert "second" in mine.text
    assert "added: paragraph became" in mine.text
    assert "added: middle" in theirs.text
    assert "1 place needs your decision" in conflict.one("#problems").text
    assert conflict.one("title").text.startswith("Error: ")


def test_a_conflict_names_who_saved_meanwhile_and_why(conflict: Element) -> None:
    problems = conflict.one("#problems")
    assert "amara saved update 2" in problems.text
    assert problems.texts("q") == ["Middle is plainer"]
    assert problems.one("time")["datetime"]


def test_a_conflict_keeps_all_that_was_typed(conflict: Element, a_page: Page) -> None:
    assert field(conflict, "body") == SECOND_OTHERWISE
    assert field(conflict, "note") == "My reason"
    assert (hidden(conflict, "tags"), hidden(conflict, "minor")) == ("shifts, food", "on")
    assert stored() == Texts("Night work", SECOND, "shifts, rest")


@pytest.mark.parametrize(
    ("pick", "paragraph"),
    [
        ("mine", "The second paragraph became short too."),
        ("theirs", "The middle one is short too."),
        ("own", "Both of us wrote this."),
    ],
)
def test_what_was_chosen_stands_between_what_was_not_touched(
    as_member: Client, conflict: Element, latest: Any, pick: str, paragraph: str
) -> None:
    name = place(conflict)
    own = {f"{name}_text": "Both of us wrote this.\r\n"} if pick == "own" else {}
    sent = decision(conflict, **{name: pick}, **own)
    assert as_member.post(EDIT, sent).status_code == 302
    first, third = BODY.split("\n\n")[0], BODY.split("\n\n")[2]
    assert stored() == Texts("Night work", "\n\n".join([first, paragraph, third]), "shifts, food")
    assert (latest().number, latest().note, latest().minor) == (3, "My reason", True)


def test_an_open_place_is_asked_for_again(as_member: Client, conflict: Element) -> None:
    name = place(conflict)
    sent = decision(conflict, note="Changed note", **{f"{name}_text": "Half a thought"})
    del sent[name]
    again = read(as_member.post(EDIT, sent), 409)
    assert "Choose a wording for every place" in again.one("#problems").text
    assert field(again, f"{name}_text") == "Half a thought"
    assert field(again, "note") == "Changed note"
    assert stored().body == SECOND


@pytest.mark.parametrize(
    ("then", "paragraph"),
    [("own", "Words that took\nthought."), ("theirs", "The middle one is short too.")],
)
def test_words_typed_beside_another_choice_are_asked_about_once(
    as_member: Client, conflict: Element, then: str, paragraph: str
) -> None:
    name = place(conflict)
    typed = {f"{name}_text": "Words that took\r\nthought.\r\n"}
    again = read(as_member.post(EDIT, decision(conflict, **{name: "theirs"}, **typed)), 409)
    assert stored().body == SECOND
    assert "You wrote words of your own here" in again.one("fieldset.wrong").text
    assert field(again, f"{name}_text") == "Words that took\nthought."
    sent = decision(again, **{name: then, f"{name}_asked": hidden(again, f"{name}_asked")})
    assert as_member.post(EDIT, sent).status_code == 302
    assert stored().body.split("\n\n")[1] == paragraph


def test_another_save_while_deciding_is_another_conflict(
    as_member: Client, conflict: Element, edit: Any, author: Any
) -> None:
    edit(2, body=SECOND.replace("middle one", "central one"), author=author)
    name = place(conflict)
    sent = decision(conflict, **{name: "own", f"{name}_text": "My very own words."})
    again = read(as_member.post(EDIT, sent), 409)
    assert "amara saved update 3" in again.one("#problems").text
    assert "My very own words." in field(again, "body")
    assert "My very own words." in field(again, f"{place(again)}_text")
    assert "central" in again.one("main fieldset").text
    sent = decision(again, **{place(again): "mine"})
    assert as_member.post(EDIT, sent).status_code == 302
    assert stored().body.split("\n\n")[1] == "My very own words."


def test_a_decision_sent_twice_is_saved_once(
    as_member: Client, conflict: Element, a_page: Page
) -> None:
    sent = decision(conflict, **{place(conflict): "mine"})
    assert [as_member.post(EDIT, sent).status_code for _ in range(2)] == [302, 302]
    assert Changeset.objects.filter(page=a_page).count() == 3


@pytest.mark.parametrize(
    ("pick", "title"),
    [("mine", "Nights"), ("theirs", "Night shifts"), ("own", "Working nights")],
)
def test_a_title_that_both_changed_is_chosen(
    as_member: Client, a_page: Page, edit: Any, author: Any, pick: str, title: str
) -> None:
    edit(1, title="Night shifts", author=author)
    screen = read(as_member.post(EDIT, form(title="Nights", body=SECOND)), 409)
    assert "It was: Night work" in screen.one("main fieldset").text
    assert screen.one("main fieldset").texts("label")[:2] == [
        "Yours Nights",
        "Theirs, now on the page Night shifts",
    ]
    assert field(screen, "chosen_title") == "Nights"
    sent = decision(screen, title_pick=pick, chosen_title="Working nights")
    assert as_member.post(EDIT, sent).status_code == 302
    page = Page.objects.get()
    assert Texts.of(page) == Texts(title, SECOND, "shifts, rest")


@pytest.mark.parametrize("title", ["t" * 201, "?!", "Rota"])
def test_a_chosen_title_that_cannot_be_is_refused_with_all_that_was_decided(
    as_member: Client, a_page: Page, edit: Any, author: Any, make_page: Any, title: str
) -> None:
    make_page("Rota")
    edit(1, title="Night shifts", body=SECOND, author=author)
    sent = form(title="Nights", body=SECOND_OTHERWISE, note="Mine")
    screen = read(as_member.post(EDIT, sent), 409)
    name = place(screen)
    own = {name: "own", f"{name}_text": "My own."}
    sent = decision(screen, title_pick="own", chosen_title=title, **own)
    again = read(as_member.post(EDIT, sent), 422)
    assert again.one("#title_error").text
    assert "\n\nMy own.\n\n" in field(again, "body")
    assert (field(again, "note"), hidden(again, "base")) == ("Mine", "2")
    assert stored("night-shifts").body == SECOND


def test_a_decision_that_cannot_be_rendered_is_given_back(
    as_member: Client, conflict: Element
) -> None:
    name = place(conflict)
    deep = "> " * 60 + "deep"
    sent = decision(conflict, **{name: "own", f"{name}_text": deep})
    again = read(as_member.post(EDIT, sent), 422)
    assert deep in field(again, "body")
    assert "20 deep" in again.one("#body_error").text


@pytest.mark.parametrize("number", ["", "0", "77", "x", "9" * 40])
def test_a_decision_about_no_update_is_given_back(
    as_member: Client, conflict: Element, number: str
) -> None:
    again = read(as_member.post(EDIT, decision(conflict, against=number)), 422)
    assert field(again, "body").replace("\r\n", "\n") == SECOND_OTHERWISE
    assert again.texts("#problems li")
    assert stored().body == SECOND


# Signing in in between ------------------------------------------------------------------------


def signed_in_again(client: Client, door: str, name: str) -> Element:
    answer = client.post(door, {"login": name, "password": PASSWORD}, follow=True)
    return read(answer)


@pytest.mark.parametrize("do", ["save", "preview", "changes"])
def test_signing_in_returns_an_edit_typed_before_the_session_ended(
    client: Client, a_page: Page, edit: Any, member: Any, do: str
) -> None:
    edit(1, body=BODY.replace("first", "opening"))
    door = client.post(EDIT, form(body=SECOND, note="My note", do=do))["Location"]
    assert door.startswith("/accounts/login/?next=")
    screen = signed_in_again(client, door, "ben")
    assert "not saved yet" in screen.one("main").text
    assert (field(screen, "body"), field(screen, "note")) == (SECOND, "My note")
    assert hidden(screen, "base") == "1"
    assert "The middle one" in screen.one("#preview").text


def test_signing_in_returns_a_new_page(client: Client, member: Any) -> None:
    sent = {"title": "Beds", "body": "Where are they?", "tags": "x, y", "do": "save"}
    screen = signed_in_again(client, client.post("/wiki/new/", sent)["Location"], "ben")
    assert "not saved yet" in screen.one("main").text
    assert field(screen, "title") == "Beds"
    assert field(screen, "body") == "Where are they?"
    assert not Page.objects.exists()


def test_signing_in_returns_a_decision(
    client: Client, a_page: Page, edit: Any, author: Any, member: Any, signed_in: Any
) -> None:
    edit(1, body=SECOND, author=author)
    screen = read(signed_in(client, member).post(EDIT, form(body=SECOND_OTHERWISE)), 409)
    client.logout()
    name = place(screen)
    sent = decision(screen, **{name: "own", f"{name}_text": "Typed before the end."})
    door = client.post(EDIT, sent)["Location"]
    again = read(client.post(door, {"login": "ben", "password": PASSWORD}, follow=True), 409)
    assert field(again, f"{name}_text") == "Typed before the end."
    assert [e["value"] for e in again.all(f"input[name={name}]") if "checked" in e] == ["own"]
    assert stored().body == SECOND


def test_a_stranger_is_led_to_the_door(stranger: Client, a_page: Page) -> None:
    for address in (EDIT, "/wiki/new/", "/wiki/paste/"):
        assert stranger.get(address)["Location"].startswith("/accounts/login/?next=")
