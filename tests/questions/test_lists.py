"""The questions of the site: what is listed, in which order, in pages, and as a feed."""

import datetime
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from questions.asking import Answer, answer, ask, reopen, supersede
from questions.choosing import SHOWN
from questions.models import Question
from tests.elements import read
from tests.updates.atom import ATOM, entries
from watching.watches import set_watch
from wiki.deleting import delete
from wiki.models import PageWatch


def days_ago(days: int) -> datetime.datetime:
    return timezone.now() - datetime.timedelta(days=days)


@pytest.fixture
def several(make_page: Any, author: Any, member: Any, listener: Any) -> dict[str, Question]:
    """Two open, one answered, one superseded; on two pages, of which ben watches the first."""
    night = make_page("Night work", tags="shifts")
    beds = make_page("Beds", tags="rooms")
    found = {
        "key": ask(night, author=member, text="Who keeps the key?", at=days_ago(9)),
        "bed": ask(beds, author=member, text="Is 50% of the beds made?", at=days_ago(8)),
        "car": ask(night, author=author, text="Who drives?", at=days_ago(7)),
        "bus": ask(night, author=author, text="Is there a bus?", at=days_ago(6)),
    }
    answer(found["car"], author=member, given=Answer("Nobody, so take the bus."), at=days_ago(5))
    supersede(found["bus"], author=author, by=found["key"], note="So", at=days_ago(4))
    for person in (member, listener):
        set_watch(PageWatch, person, True, page=night)
    return found


def listed(client: Client, query: str = "") -> list[str]:
    return read(client.get(f"/questions/{query}")).texts(".asks h2")


@pytest.mark.parametrize(
    ("query", "texts"),
    [
        ("", ["Is 50% of the beds made?", "Who keeps the key?"]),
        ("?sort=oldest", ["Who keeps the key?", "Is 50% of the beds made?"]),
        ("?sort=watched", ["Who keeps the key?", "Is 50% of the beds made?"]),
        ("?state=answered", ["Who drives?"]),
        ("?state=superseded", ["Is there a bus?"]),
        ("?state=all&on=night-work", ["Is there a bus?", "Who drives?", "Who keeps the key?"]),
        ("?state=all&q=BUS", ["Is there a bus?", "Who drives?"]),
        ("?q=50%25", ["Is 50% of the beds made?"]),
        ("?q=_", []),
        ("?tag=rooms", ["Is 50% of the beds made?"]),
        ("?tag=nowhere&on=nowhere", ["Is 50% of the beds made?", "Who keeps the key?"]),
        (
            "?state=nonsense&sort=nonsense&after=x",
            ["Is 50% of the beds made?", "Who keeps the key?"],
        ),
    ],
)
def test_a_choice_of_questions(
    query: str, texts: list[str], several: dict[str, Question], stranger: Client
) -> None:
    assert listed(stranger, query) == texts


def test_what_is_nowhere_is_said_so(several: dict[str, Question], stranger: Client) -> None:
    shown = read(stranger.get("/questions/?tag=nowhere&on=elsewhere"))
    assert len(shown.texts(".notice")) == 2


def test_each_tab_says_how_many_there_are(several: dict[str, Question], stranger: Client) -> None:
    tabs = read(stranger.get("/questions/?on=night-work")).texts("#main nav li")
    assert tabs == ["Unanswered 1", "Answered 1", "Superseded 1", "All 3"]


@pytest.mark.parametrize("sort", ["", "oldest", "watched"])
def test_a_long_list_comes_in_pages_that_miss_nothing_and_repeat_nothing(
    sort: str, make_page: Any, author: Any, member: Any, stranger: Client
) -> None:
    pages = [make_page() for _ in range(3)]
    set_watch(PageWatch, member, True, page=pages[1])
    same = days_ago(3)
    made = [
        ask(pages[number % 3], author=author, text=f"Question {number}?", at=same)
        for number in range(2 * SHOWN + 5)
    ]
    seen: list[str] = []
    after, queries = "", set()
    while True:
        with CaptureQueriesContext(connection) as asked:
            shown = read(stranger.get(f"/questions/?sort={sort}{after}"))
        seen += shown.texts(".asks h2")
        more = shown.all(".pager a")
        if not more:
            break
        queries.add(len(asked))
        after = "&" + more[0]["href"].split("&")[-1].lstrip("?")
    assert sorted(seen) == sorted(question.text for question in made)
    assert max(queries) <= 5
    if sort == "watched":
        assert {int(text[9:-1]) % 3 for text in seen[:20]} == {1}


def test_a_list_asks_as_much_of_the_database_however_long_it_is(
    several: dict[str, Question], stranger: Client, author: Any, member: Any
) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            stranger.get("/questions/?state=all")
        return len(asked)

    few = queries()
    for number in range(20):
        one = ask(several["key"].page, author=author, text=f"Why [[Beds]] {number}?")
        if number % 2:
            answer(one, author=member, given=Answer("So", page=several["bed"].page))
    assert queries() <= few


def test_the_feed_tells_of_unanswered_questions(
    several: dict[str, Question], stranger: Client
) -> None:
    (entry,) = entries(stranger, "/questions/feed/?on=night-work")
    assert entry.findtext(f"{ATOM}title") == "Who keeps the key?"
    link = entry.find(f"{ATOM}link")
    assert link is not None
    assert link.get("href") == settings.SITE_URL + several["key"].get_absolute_url()
    assert read(stranger.get("/questions/?on=night-work")).all(
        "[rel=alternate][href=/questions/feed/?on=night-work]"
    )


def test_the_home_page_asks_what_nobody_has_answered(
    night: Any, member: Any, author: Any, moderator: Any, stranger: Client
) -> None:
    assert "Nobody has answered yet" not in read(stranger.get("/")).text
    texts = [f"Who keeps key {number}?" for number in range(4)]
    questions = [ask(night, author=member, text=text) for text in texts]
    answer(questions[3], author=author, given=Answer("The front desk"))
    shown = read(stranger.get("/")).one("aside section[aria-labelledby=open-q]")
    assert shown.texts("li") == texts[2::-1]
    assert shown.all("li a")[0]["href"] == questions[2].get_absolute_url()
    assert shown.one("p a")["href"] == "/questions/"
    delete(night, by=moderator, reason="Not needed")
    assert "Nobody has answered yet" not in read(stranger.get("/")).text


def test_nothing_is_asked_yet(stranger: Client, db: None) -> None:
    assert "Every question is answered" in read(stranger.get("/questions/")).one("#main").text


def test_search_finds_questions_by_their_words_and_their_answers(
    several: dict[str, Question], stranger: Client, moderator: Any
) -> None:
    def found(words: str) -> list[str]:
        return read(stranger.get("/search/", {"q": words, "type": "questions"})).texts(".hits h3")

    assert found("keeps key") == ["Who keeps the key?"]
    assert found("take the bus") == ["Who drives?"]
    delete(several["key"].page, by=moderator, reason="It says nothing")
    assert found("keeps key") == []
    assert "questions" not in stranger.get("/search/?q=drives").context["results"].counts


def test_links_in_questions_are_links_to_a_page(
    several: dict[str, Question], stranger: Client, author: Any
) -> None:
    ask(several["bed"].page, author=author, text="Is [[Night work|it]] over?")
    shown = read(stranger.get("/wiki/night-work/links/?kind=questions")).one("#main ul.lines").text
    assert shown.startswith("Is it over? asked by amara")


def test_a_list_and_a_feed_of_a_page_end_with_it(
    several: dict[str, Question], stranger: Client, moderator: Any
) -> None:
    reopen(several["car"], author=moderator, reason="A car was given to us")
    assert len(entries(stranger, "/questions/feed/")) == 3
    assert stranger.get("/questions/feed/?on=nowhere").status_code == 404
    delete(several["key"].page, by=moderator, reason="It says nothing")
    for address in ("/questions/?on=night-work", "/questions/feed/?on=night-work"):
        assert stranger.get(address).status_code == 410
    assert len(entries(stranger, "/questions/feed/")) == 1
