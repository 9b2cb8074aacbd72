"""The page of a thread: nesting, headings, long threads, permalinks, and what it costs."""

import re
from collections.abc import Callable
from html.parser import HTMLParser
from itertools import pairwise
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from discussions.models import MAX_DEPTH, Post, Thread
from discussions.ordering import PAGE_SIZE
from discussions.posting import edit_post, start_thread
from discussions.removing import take_down
from discussions.views.changing import VERSIONS_SHOWN
from recommendations.arranging import add, add_area, reword
from recommendations.starring import give
from tests.elements import Element, elements, read
from wiki.writing import revise_page

SignedIn = Callable[[Client, Any], Client]
VOID = {"br", "hr", "img", "input", "link", "meta", "use", "path", "circle", "rect"}


@pytest.fixture
def reader(client: Client, signed_in: SignedIn, listener: Any) -> Client:
    return signed_in(client, listener)


def shown(client: Client, thread: Thread, **query: Any) -> Element:
    return read(client.get(f"/discussion/{thread.pk}/", query))


def heading(page: Element, post: Post) -> str:
    return page.one(f"#post-{post.pk} h3").text


def nesting(page: Element) -> dict[str, int]:
    """How many lists each article stands in."""
    found = {}
    for article in page.all("article.reply"):
        depth, above = 0, article.parent
        while above is not None:
            depth, above = depth + (above.tag == "ol"), above.parent
        found[article["id"]] = depth
    return found


class Strict(HTMLParser):
    """Fails where an element ends that is not the innermost open one, and on stray list items."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        if self.open:
            assert (self.open[-1] in ("ol", "ul")) == (tag == "li")
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self.open.pop() == tag

    def handle_startendtag(self, tag: str, attrs: Any) -> None:
        pass


# Reading order and nesting --------------------------------------------------------------------


def test_each_reply_says_its_number_its_author_and_whom_it_answers(
    thread: Thread, say: Callable[..., Post], author: Any, stranger: Client
) -> None:
    first, below = say(1), say(2, author=author)
    page = shown(stranger, thread)
    assert heading(page, thread.posts.get(number=1)) == "1. First post by amara"
    assert heading(page, first) == "2. Reply by ben to 1 by amara"
    assert heading(page, below) == "3. Reply by amara to 2 by ben"
    assert page.one(f"#post-{below.pk} h3").all("a")[1]["href"] == f"#post-{first.pk}"
    assert "level 2" in page.one(f"#post-{below.pk} header").text


def test_replies_stand_in_the_list_of_what_they_answer(
    thread: Thread, say: Callable[..., Post], stranger: Client
) -> None:
    a, b, c, d, e = (say(to) for to in (1, 2, 3, 2, 1))  # posts 2 to 6
    page = shown(stranger, thread)
    order = [article["id"] for article in page.all("article.reply")][1:]
    assert order == [f"post-{post.pk}" for post in (a, b, c, d, e)]
    depths = nesting(page)
    assert [depths[f"post-{post.pk}"] for post in (a, b, c, d, e)] == [1, 2, 3, 2, 1]
    item = page.one(f"#post-{a.pk}").parent
    assert item is not None
    assert {one["id"] for one in item.all("ol article")} == {f"post-{p.pk}" for p in (b, c, d)}


@pytest.mark.parametrize("seed", [30, 61, 150])
def test_any_tree_is_nested_as_it_is_and_every_element_is_closed(
    grown: Callable[..., Thread], stranger: Client, seed: int
) -> None:
    thread = grown(seed)
    html = stranger.get(f"/discussion/{thread.pk}/").content.decode()
    strict = Strict()
    strict.feed(html)
    assert strict.open == []
    posts = Post.objects.filter(thread=thread).in_reading_order()
    told = {f"post-{p.pk}": 0 if p.number == 1 else p.level + 1 for p in posts}
    assert list(nesting(elements(html)).items()) == list(told.items())


def test_fifty_levels_stand_in_each_other_and_deeper_replies_say_whom_they_answer(
    grown: Callable[..., Thread], stranger: Client
) -> None:
    thread = grown(MAX_DEPTH + 6, answers=lambda number: number - 1)
    page = shown(stranger, thread)
    depths = list(nesting(page).values())
    assert depths == [*range(MAX_DEPTH + 1), *[MAX_DEPTH] * 5]
    last = thread.posts.get(number=MAX_DEPTH + 6)
    assert heading(page, last) == "56. Reply by amara to 55 by ben"
    answered = thread.posts.get(number=MAX_DEPTH + 5)
    assert page.one(f"#post-{last.pk} h3").all("a")[1]["href"] == f"#post-{answered.pk}"
    assert "level 50" in page.one(f"#post-{last.pk} header").text


def test_headings_go_down_one_level_at_a_time(
    thread: Thread, say: Callable[..., Post], reader: Client
) -> None:
    say(1, "# A heading of the writer's own\n\n## And one below")
    page = shown(reader, thread)
    levels = [int(e.tag[1]) for e in page.inside() if re.fullmatch("h[1-6]", e.tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(b - a <= 1 for a, b in pairwise(levels))


# What it says ---------------------------------------------------------------------------------


def test_a_thread_shows_the_wording_it_began_with_and_the_stars_of_today(
    wiki_page: Any, author: Any, member: Any, stranger: Client
) -> None:
    item = add(add_area(wiki_page, "Rest", author=author), "Keep a bed free", author=author)
    thread = start_thread(wiki_page, author=author, subject="So?", body="Why?", recommendation=item)
    about = shown(stranger, thread).one(".about")
    assert about.all("a")[0].text == f"{item.ref} Keep a bed free"
    assert "Reworded since" not in about.text
    reword(item, "Keep two beds free", author=author)
    give(item, person=member)
    page = shown(stranger, thread)
    about = page.one(".about")
    assert about.all("a")[0].text == f"{item.ref} Keep a bed free"
    assert about.one(".starred").text == "1 star"
    assert (about.one("del").text, about.one("ins").text) == (
        "removed: a bed (end of removed)",
        "added: two beds (end of added)",
    )
    leads = [link["href"] for link in page.all("aside .plain a")]
    assert leads == [
        f"/recommendations/{item.pk}/edit/",
        "/wiki/night-work/recommendations/add/",
        "/wiki/night-work/edit/",
    ]


def test_the_thread_is_summed_up(
    thread: Thread, say: Callable[..., Post], author: Any, listener: Any, stranger: Client
) -> None:
    say(1)
    say(1)
    say(1, author=listener)
    page = shown(stranger, thread)
    assert page.one("#replies").text == "3 replies"
    assert "3 replies by 2 people. 0 valuable marks." in page.one("aside").text


def test_what_was_taken_down_leaves_a_line_and_is_shown_to_nobody(
    thread: Thread, say: Callable[..., Post], member: Any, reader: Client, signed_in: SignedIn
) -> None:
    post, below = say(1, "A secret that slipped out"), say(2, "An answer that stays")
    edit_post(post, author=member, body="A secret taken back")
    take_down(post, author=member)
    addresses = [
        f"/discussion/{thread.pk}/",
        f"/discussion/{thread.pk}/?reply=2",
        f"/discussion/{thread.pk}/?quote=2",
        f"/discussion/{thread.pk}/?part=opened",
        f"/posts/{post.pk}/history/",
        f"/posts/{post.pk}/edit/",
        f"/posts/{post.pk}/remove/",
    ]
    for person in (None, member):
        if person:
            signed_in(reader, person)
        for address in addresses:
            assert "secret" not in reader.get(address, follow=True).content.decode()
    page = shown(reader, thread)
    gone = page.one(f"#post-{post.pk}")
    assert gone.text.startswith("2. Reply to 1 by amara, taken down Taken down by its author,")
    assert gone.all("a") == []
    assert nesting(page)[f"post-{below.pk}"] == 2


def test_versions_show_what_changed(
    thread: Thread, say: Callable[..., Post], member: Any, stranger: Client
) -> None:
    post = say(1, "Two beds are free")
    assert shown(stranger, thread).all(f"#post-{post.pk} header .quiet[href]") == []
    edit_post(post, author=member, body="Three beds are free")
    link = shown(stranger, thread).one(f"#post-{post.pk} header a[href=/posts/{post.pk}/history/]")
    assert link.text == "edited: versions of post 2"
    versions = read(stranger.get(link["href"])).all(".wordings li")
    assert len(versions) == 2
    assert versions[0].one("ins").text == "added: Three (end of added)"
    assert versions[0].one("del").text == "removed: Two (end of removed)"
    assert versions[1].one(".line").text == "Two beds are free"


def test_many_versions_come_in_pages(
    thread: Thread, say: Callable[..., Post], member: Any, stranger: Client
) -> None:
    post = say(1, "Word 0")
    for number in range(1, VERSIONS_SHOWN + 4):
        edit_post(post, author=member, body=f"Word {number}")
    page = read(stranger.get(f"/posts/{post.pk}/history/"))
    assert len(page.all(".wordings li")) == VERSIONS_SHOWN
    rest = read(stranger.get(f"/posts/{post.pk}/history/" + page.one(".pager a")["href"]))
    assert [item.one(".line").text for item in rest.all(".wordings li")][-1] == "Word 0"
    assert len(rest.all(".wordings li")) == 4


def test_times_are_the_readers_own(thread: Thread, reader: Client, stranger: Client) -> None:
    stamp = shown(reader, thread).one(".reply time")
    assert stamp["datetime"].endswith(("-05:00", "-04:00"))


# Where one may write --------------------------------------------------------------------------


def test_a_stranger_is_shown_the_door_instead_of_a_form(thread: Thread, stranger: Client) -> None:
    page = shown(stranger, thread, reply=1)
    assert page.all("textarea") == []
    note = page.one("#reply")
    assert note.text.startswith("You are not signed in.")
    assert note.all("a")[0]["href"] == (f"/accounts/login/?next=/discussion/{thread.pk}/%23reply")


def test_one_reply_form_stands_where_one_answers(
    thread: Thread, say: Callable[..., Post], reader: Client
) -> None:
    say(1)
    post = say(2)
    at_the_end = shown(reader, thread).one("#reply")
    assert at_the_end.one("[name=to]")["value"] == "1"
    in_place = shown(reader, thread, reply=3).one("#reply")
    assert in_place.one("[name=to]")["value"] == "3"
    assert in_place.one("label[for=body]").text == "Reply to 3 by ben"
    assert in_place.parent is not None
    assert in_place.parent.one("article")["id"] == f"post-{post.pk}"


def test_quoting_fills_in_the_words_of_that_post_alone(
    thread: Thread, say: Callable[..., Post], reader: Client
) -> None:
    post = say(1, "> somebody said\n\nTwo *beds*,\nby the door")
    field = shown(reader, thread, quote=2).one("#body")
    assert field.raw.lstrip("\r\n") == (
        f"> [ben wrote:](/posts/{post.pk}/)\n>\n> Two *beds*,\n> by the door\n\n"
    )


def test_only_their_author_is_offered_to_change_posts(
    thread: Thread, say: Callable[..., Post], client: Client, signed_in: SignedIn, member: Any
) -> None:
    post = say(1)
    page = shown(signed_in(client, member), thread)
    mine = [f"/posts/{post.pk}/edit/", f"/posts/{post.pk}/remove/"]
    offered = [link["href"] for link in page.all("#main .acts a")]
    assert [address for address in offered if address.endswith(("/edit/", "/remove/"))] == mine


def test_watching_is_a_button_that_says_whether_one_does(
    thread: Thread, reader: Client, author: Any
) -> None:
    for wanted, pressed in [("yes", "true"), ("yes", "true"), ("no", "false"), ("no", "false")]:
        answer = reader.post(
            f"/discussion/{thread.pk}/watch/", {"watch": wanted, "next": "/inbox/"}
        )
        assert answer["Location"] == "/inbox/"
        assert shown(reader, thread).one(".watch button")["aria-pressed"] == pressed


@pytest.mark.parametrize(
    ("of", "table"), [("", "/wiki/night-work/"), ("all", "/wiki/night-work/discussion/")]
)
def test_a_part_opened_in_place_leads_back_to_where_it_opened(
    thread: Thread, reader: Client, of: str, table: str
) -> None:
    answer = reader.get(f"/discussion/{thread.pk}/", {"part": "opened", "of": of})
    part = elements(answer.content.decode())
    assert [c["id"] for c in part.children if isinstance(c, Element)] == [f"opened-{thread.pk}"]
    back = part.one(".watch [name=next]")["value"]
    assert back == f"{table}?open={thread.pk}#thread-{thread.pk}"


# Long threads ---------------------------------------------------------------------------------


def pages(client: Client, thread: Thread) -> list[Element]:
    """All pages of a thread, by the links from one to the next."""
    found = [shown(client, thread)]
    while onward := found[-1].all("a[rel=next]"):
        found.append(read(client.get(f"/discussion/{thread.pk}/{onward[0]['href']}")))
    return found


def test_the_pages_of_a_long_thread_hold_every_post_once_and_in_order(
    grown: Callable[..., Thread], stranger: Client
) -> None:
    thread = grown(3 * PAGE_SIZE + 20)
    read_ids = [one["id"] for page in pages(stranger, thread) for one in page.all("article.reply")]
    posts = Post.objects.filter(thread=thread).in_reading_order()
    assert read_ids == [f"post-{pk}" for pk in posts.values_list("pk", flat=True)]


def test_one_can_go_back_from_page_to_page(grown: Callable[..., Thread], stranger: Client) -> None:
    there = pages(stranger, grown(2 * PAGE_SIZE + 20))
    firsts = [page.all("article.reply")[0]["id"] for page in there]
    here = there[-1]
    for first in reversed(firsts[:-1]):
        back = here.one("a[rel=prev]")["href"]
        thread_address = f"/discussion/{Thread.objects.get().pk}/"
        here = read(stranger.get(thread_address + back.split("#")[0]))
        assert here.all("article.reply")[0]["id"] == first
    assert here.all("a[rel=prev]") == []


def test_a_page_that_begins_inside_a_branch_names_those_above(
    grown: Callable[..., Thread], stranger: Client
) -> None:
    """One branch of three levels, then replies to its lowest post: they fill two pages."""
    thread = grown(PAGE_SIZE + 40, answers=lambda number: min(number - 1, 4))
    second = pages(stranger, thread)[1]
    assert second.texts(".stub") == [
        "Under 2 by amara, on an earlier page",
        "Under 3 by ben, on an earlier page",
        "Under 4 by amara, on an earlier page",
    ]
    assert set(nesting(second).values()) == {4}
    answered = thread.posts.get(number=4)
    links = {post.all("h3 a")[1]["href"] for post in second.all("article.reply")}
    assert links == {f"/posts/{answered.pk}/"}


def test_a_permalink_leads_to_the_page_where_its_post_stands(
    grown: Callable[..., Thread], stranger: Client
) -> None:
    thread = grown(2 * PAGE_SIZE + 50)
    for number in (1, 2, PAGE_SIZE, 2 * PAGE_SIZE, 2 * PAGE_SIZE + 50):
        post = thread.posts.get(number=number)
        answer = stranger.get(f"/posts/{post.pk}/")
        assert answer.status_code == 302
        address, _, fragment = answer["Location"].partition("#")
        assert fragment == f"post-{post.pk}"
        assert len(read(stranger.get(address)).all(f"#{fragment}")) == 1


def test_answering_a_post_opens_the_page_where_it_stands(
    grown: Callable[..., Thread], reader: Client
) -> None:
    thread = grown(2 * PAGE_SIZE + 50)
    for number in (3, PAGE_SIZE, 2 * PAGE_SIZE + 50):
        post = thread.posts.get(number=number)
        form = shown(reader, thread, reply=number).one("#reply")
        assert form.one("[name=to]")["value"] == str(number)
        assert form.parent is not None
        assert form.parent.one(f"article[id=post-{post.pk}]")


@pytest.mark.parametrize("name", ["reply", "quote", "after", "part"])
@pytest.mark.parametrize(
    "value", ["abc", "", "0", "-3", "2.5", "9" * 18, "1" + "0" * 30, "٣", "1\n", "<b>"]
)
def test_nonsense_in_the_address_shows_the_thread(
    thread: Thread, say: Callable[..., Post], reader: Client, name: str, value: str
) -> None:
    say(1)
    page = shown(reader, thread, **{name: value})
    assert len(page.all("article.reply")) == 2
    assert page.one("#reply [name=to]")["value"] == "1"


@pytest.mark.parametrize(
    "address", ["/discussion/999/", "/posts/999/", "/posts/999/history/", "/posts/999/edit/"]
)
def test_what_is_not_there_is_not_found(thread: Thread, reader: Client, address: str) -> None:
    assert reader.get(address).status_code == 404


# What it costs --------------------------------------------------------------------------------


def queries(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as seen:
        assert client.get(address).status_code == 200
    return len(seen)


def test_a_thread_of_a_thousand_posts_takes_at_most_ten_queries(
    make_page: Callable[..., Any], grown: Callable[..., Thread], reader: Client
) -> None:
    thread = grown(1000)
    revise_page(thread.page, author=thread.started_by, parent=make_page("All work"))
    address = f"/discussion/{thread.pk}/"
    assert queries(reader, address) <= 10
    for page in pages(reader, thread)[:-1]:
        assert queries(reader, address + page.one("a[rel=next]")["href"]) <= 10


def test_more_and_deeper_posts_take_no_more_queries(
    thread: Thread, grown: Callable[..., Thread], reader: Client
) -> None:
    address = f"/discussion/{thread.pk}/"
    few = queries(reader, address)
    grown(PAGE_SIZE - 1, answers=lambda number: number - 1)
    assert queries(reader, address) == few
