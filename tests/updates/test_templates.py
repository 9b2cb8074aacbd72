"""Templates: pages whose text new pages begin with."""

from typing import Any

import pytest
from django.test import Client

from tests.elements import read
from wiki import beginning
from wiki.models import Page
from wiki.writing import revise_page


@pytest.fixture
def keeper(client: Client, moderator: Any, signed_in: Any) -> Client:
    return signed_in(client, moderator)


@pytest.fixture
def lesson(make_page: Any, moderator: Any) -> Page:
    page = make_page("What we learnt", body="{What was it?}\n\n# Why\n\n{Because}", tags="lesson")
    beginning.offer(page, by=moderator)
    return page


@pytest.fixture
def writer(lesson: Page, client: Client, member: Any, signed_in: Any) -> Client:
    return signed_in(client, member)


def test_a_new_page_begins_with_a_template_and_what_is_typed_stays(
    lesson: Page, writer: Client
) -> None:
    button = read(writer.get("/wiki/new/")).one("[role=group] button")
    assert (button.text, button["name"]) == ("What we learnt", "begin")
    typed = {"title": "Keys", "body": "", "tags": "keys", "note": "Why", "parent": ""}
    screen = read(writer.post("/wiki/new/", {**typed, "begin": button["value"]}))
    assert screen.one("#body").raw.strip() == lesson.body
    assert "data-fill" in screen.one("#body")
    assert "autofocus" in screen.one("#body")
    assert screen.one("#tags")["value"] == "keys, lesson"
    assert (screen.one("#title")["value"], screen.one("#note")["value"]) == ("Keys", "Why")
    assert not screen.all("#problems")
    typed["body"] = "Mine, already"
    screen = read(writer.post("/wiki/new/", {**typed, "begin": button["value"]}))
    assert screen.one("#body").raw.strip() == f"Mine, already\n\n{lesson.body}"
    assert "stands under yours" in screen.one("#main").text
    assert not Page.objects.filter(title="Keys").exists()


def test_a_link_begins_a_page_with_a_template(lesson: Page, writer: Client) -> None:
    page = read(writer.get(lesson.get_absolute_url()))
    (link,) = (a for a in page.all(".notice a") if "begin" in a["href"])
    screen = read(writer.get(f"{link['href']}&title=Keys"))
    assert screen.one("#body").raw.strip() == lesson.body
    assert screen.one("#title")["value"] == "Keys"


def test_a_template_is_changed_like_any_page(lesson: Page, writer: Client, member: Any) -> None:
    revise_page(lesson, author=member, body="{What did it cost?}", note="Ask for money too")
    screen = read(writer.get("/wiki/new/?begin=what-we-learnt"))
    assert screen.one("#body").raw.strip() == "{What did it cost?}"
    history = writer.get("/wiki/what-we-learnt/history/").content.decode()
    assert "Ask for money too" in history
    assert "offered as a template" in history


@pytest.mark.parametrize("name", ["nowhere", "page-1", "' OR 1=1"])
def test_a_page_that_is_no_template_begins_nothing_and_loses_nothing(
    name: str, make_page: Any, writer: Client
) -> None:
    make_page("Page 1")
    screen = read(writer.post("/wiki/new/", {"title": "Keys", "body": "Mine", "begin": name}))
    assert screen.one("#body").raw.strip() == "Mine"
    assert screen.one("#title")["value"] == "Keys"


def test_moderators_offer_pages_and_withdraw_them(make_page: Any, keeper: Client) -> None:
    page = make_page("Meeting", body="{Who was there?}")
    for _ in range(2):
        answer = keeper.post("/templates/", {"do": "offer", "title": " meeting "})
        assert answer["Location"] == "/templates/"
    (link,) = (a for a in read(keeper.get("/wiki/")).all("#main a") if a.text == "Templates")
    assert "Meeting" in read(keeper.get(link["href"])).texts("#main li a")
    assert page.changesets.count() == 2
    keeper.post("/templates/", {"do": "withdraw-meeting"})
    assert not read(keeper.get("/templates/")).all("#main li")
    assert not read(keeper.get("/wiki/new/")).all("[role=group] button[name=begin]")
    assert page.changesets.latest("number").counts == {"template_withdrawn": 1}


def test_the_first_templates_are_added_once_and_spare_names_that_are_taken(
    make_page: Any, keeper: Client
) -> None:
    mine = make_page("Event", body="The open day")
    assert "“Lesson learned” and “Question”" in read(keeper.get("/templates/")).one("#main").text
    for _ in range(2):
        keeper.post("/templates/", {"do": "first"})
    titles = list(Page.objects.templates().values_list("title", flat=True))
    assert titles == ["Lesson learned", "Question"]
    mine.refresh_from_db()
    assert mine.body == "The open day"
    screen = read(keeper.get("/templates/"))
    assert "Parley brings" not in screen.one("#main").text
    for page in Page.objects.templates():
        update = page.changesets.get()
        assert update.counts == {"page_created": 1, "template_offered": 1}


@pytest.mark.parametrize(
    ("title", "said"),
    [("", "Write the title of the page"), ("Nowhere", "There is no page called “Nowhere”")],
)
def test_a_title_that_is_nowhere_is_refused(title: str, said: str, keeper: Client) -> None:
    screen = read(keeper.post("/templates/", {"do": "offer", "title": title}), 422)
    assert said in screen.one("#title_error").text
    assert screen.one("#title").get(
        "value",
    ) == (title or None)


def test_members_see_templates_and_do_not_choose_them(lesson: Page, writer: Client) -> None:
    screen = read(writer.get("/templates/"))
    assert not screen.all("#main form")
    for do in ("offer", "first", "withdraw-what-we-learnt"):
        assert writer.post("/templates/", {"do": do, "title": "Rota"}).status_code == 403
    assert Page.objects.templates().get() == lesson


def test_lists_of_templates_cost_the_same_however_many(
    lesson: Page, make_page: Any, moderator: Any, writer: Client, django_assert_max_num_queries: Any
) -> None:
    def queries(address: str) -> int:
        with django_assert_max_num_queries(20) as seen:
            writer.get(address)
        return len(seen)

    few = [queries(address) for address in ("/templates/", "/wiki/new/")]
    for _ in range(5):
        beginning.offer(make_page(), by=moderator)
    assert [queries(address) for address in ("/templates/", "/wiki/new/")] == few
