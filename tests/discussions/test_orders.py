"""The orders in which a thread is read: their rule, their pages, and the links that keep them."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from discussions.models import Post, Thread
from discussions.ordering import PAGE_SIZE, WHOLE_SIZE
from discussions.removing import take_down
from tests.elements import Element, elements, read

SignedIn = Callable[[Client, Any], Client]


def shown(client: Client, thread: Thread, **query: Any) -> Element:
    return read(client.get(f"/discussion/{thread.pk}/", query))


def numbers(page: Element) -> list[int]:
    """Those of the posts on a page, from top to bottom."""
    return [int(post.one("h3").text.partition(".")[0]) for post in page.all("article.reply")]


def pages(client: Client, thread: Thread, **query: Any) -> list[Element]:
    found = [shown(client, thread, **query)]
    while onward := found[-1].all("a[rel=next]"):
        found.append(read(client.get(f"/discussion/{thread.pk}/{onward[0]['href']}")))
    return found


def judge(thread: Thread, **counts: tuple[int, int]) -> None:
    """`judge(thread, n2=(3, 1))`: 3 find post 2 valuable, and 1 does not."""
    for name, (yes, no) in counts.items():
        posts = Post.objects.filter(thread=thread, number=int(name[1:]))
        posts.update(valuable=yes, not_valuable=no)


def test_the_newest_reply_stands_first_below_the_opening_post(
    thread: Thread, say: Callable[..., Post], stranger: Client
) -> None:
    for to in (1, 2, 1, 3):
        say(to)
    page = shown(stranger, thread, order="newest")
    assert numbers(page) == [1, 5, 4, 3, 2]
    assert len(page.all("ol.replies")) == 1
    assert page.all("ol.replies ol") == page.all("details.branch") == []
    assert page.all("article.reply h3")[1].text == "5. Reply by ben to 3 by ben"
    assert page.one(".tabs [aria-current=true]").text == "Newest first"


def test_most_valuable_first_goes_by_the_rule_on_the_page(
    thread: Thread, say: Callable[..., Post], member: Any, stranger: Client
) -> None:
    for to in (1, 2, 1, 3, 1, 1, 1):
        say(to)
    judge(thread, n2=(1, 0), n3=(3, 1), n4=(3, 0), n5=(0, 2), n7=(1, 0), n8=(9, 0))
    take_down(Post.objects.get(thread=thread, number=8), author=member)
    page = shown(stranger, thread, order="valuable")
    assert numbers(page) == [1, 4, 3, 2, 7, 6, 5]
    assert "the one comes first that fewer do not, then the older one" in page.one("#main").text


@pytest.mark.parametrize("order", ["", "newest", "valuable"])
def test_pages_of_an_order_hold_every_post_once_and_lead_back(
    grown: Callable[..., Thread], stranger: Client, order: str
) -> None:
    thread = grown(2 * PAGE_SIZE + 30)
    for number in range(2, thread.posts_made, 3):
        judge(thread, **{f"n{number}": (number % 7, number % 3)})
    whole = numbers(shown(stranger, thread, order=order, posts="all"))
    there = pages(stranger, thread, order=order)
    assert [len(numbers(page)) for page in there] == [PAGE_SIZE, PAGE_SIZE, 30]
    assert [number for page in there for number in numbers(page)] == whole
    assert len(set(whole)) == thread.posts_made
    back = there[-1].one("a[rel=prev]")["href"].partition("#")[0]
    second = read(stranger.get(f"/discussion/{thread.pk}/{back}"))
    assert numbers(second) == numbers(there[1])


@pytest.mark.parametrize("order", ["newest", "valuable"])
def test_a_permalink_lands_on_the_right_page_of_an_order(
    grown: Callable[..., Thread], stranger: Client, order: str
) -> None:
    thread = grown(2 * PAGE_SIZE + 30)
    judge(thread, n7=(0, 3), n9=(2, 0), n300=(5, 1), n301=(5, 0))
    for number in (1, 7, 9, 200, 201, 300, 430):
        post = thread.posts.get(number=number)
        answer = stranger.get(f"/posts/{post.pk}/", {"order": order})
        address, _, fragment = answer["Location"].partition("#")
        assert f"order={order}" in address
        assert len(read(stranger.get(address)).all(f"#{fragment}")) == 1


def test_what_was_taken_down_is_found_in_the_tree(
    thread: Thread, say: Callable[..., Post], member: Any, stranger: Client
) -> None:
    post = say()
    take_down(post, author=member)
    answer = stranger.get(f"/posts/{post.pk}/", {"order": "valuable"})
    assert answer["Location"] == f"/discussion/{thread.pk}/#post-{post.pk}"


def test_the_order_is_kept_by_the_links_and_the_form_of_its_page(
    grown: Callable[..., Thread], client: Client, signed_in: SignedIn, listener: Any
) -> None:
    thread = grown(PAGE_SIZE + 5)
    reader = signed_in(client, listener)
    page = shown(reader, thread, order="newest", reply=PAGE_SIZE)
    number = PAGE_SIZE
    post = page.one(f"#post-{thread.posts.get(number=number).pk}")
    acts = [link["href"] for link in post.all(".acts a.btn")]
    assert f"?order=newest&reply={number}#reply" in acts
    assert f"?order=newest&quote={number}#reply" in acts
    assert page.one("a[rel=next]")["href"].startswith("?order=newest&after=")
    form = page.one("form.reply-form")
    assert form["action"] == f"/discussion/{thread.pk}/?order=newest#reply"
    sent = {"body": "Now this.", "to": "1", "watch": ""}
    answer = reader.post(form["action"].partition("#")[0], sent)
    assert answer["Location"].startswith(f"/discussion/{thread.pk}/?order=newest#post-")


@pytest.mark.parametrize("order", ["", "newest", "valuable"])
def test_every_order_of_a_long_thread_takes_at_most_ten_queries(
    grown: Callable[..., Thread], client: Client, signed_in: SignedIn, listener: Any, order: str
) -> None:
    thread = grown(PAGE_SIZE * 2)
    reader = signed_in(client, listener)
    for after in ("", shown(reader, thread, order=order).one("a[rel=next]")["href"]):
        address = f"/discussion/{thread.pk}/" + (after or f"?order={order}")
        with CaptureQueriesContext(connection) as seen:
            assert reader.get(address).status_code == 200
        assert len(seen) <= 10


def test_a_long_thread_is_offered_on_one_page_and_in_pages(
    grown: Callable[..., Thread], stranger: Client
) -> None:
    thread = grown(PAGE_SIZE + 5)
    page = shown(stranger, thread)
    whole = shown(stranger, thread, posts="all")
    assert len(numbers(whole)) == PAGE_SIZE + 5
    links = {link.text: link["href"] for link in (*page.all("p.meta a"), *whole.all("p.meta a"))}
    assert links["Show the whole thread on one page"] == (
        f"/discussion/{thread.pk}/?posts=all#replies"
    )
    assert links["Show it in pages"] == f"/discussion/{thread.pk}/#replies"
    assert whole.all("a[rel=next]") == []


def test_one_page_holds_no_more_than_it_says(
    grown: Callable[..., Thread], stranger: Client
) -> None:
    thread = grown(WHOLE_SIZE + 2, answers=lambda number: 1)
    first, second = pages(stranger, thread, posts="all")
    assert len(numbers(first)) == WHOLE_SIZE
    assert f"at most {WHOLE_SIZE} posts" in first.one("#main").text
    assert numbers(second) == [WHOLE_SIZE + 1, WHOLE_SIZE + 2]


def test_the_next_page_alone_names_those_above_as_standing_above(
    grown: Callable[..., Thread], stranger: Client
) -> None:
    thread = grown(PAGE_SIZE + 40, answers=lambda number: min(number - 1, 4))
    more = shown(stranger, thread).one("a[rel=next]")
    answer = stranger.get(f"/discussion/{thread.pk}/{more['hx-get']}")
    part = elements(answer.content.decode())
    assert [c["class"] for c in part.children if isinstance(c, Element)] == ["batch"]
    assert len(part.all("article.reply")) == 40
    above = thread.posts.get(number=2)
    stub = part.all(".stub")[0]
    assert stub.text == "Under 2 by amara, above"
    assert stub.one("a")["href"] == f"#post-{above.pk}"
    assert "40 more replies are below." in answer["HX-Trigger-After-Settle"]


@pytest.mark.parametrize("value", ["", "oldest", "<b>", "0", "-1", "newest "])
def test_an_unknown_order_is_the_tree(
    thread: Thread, say: Callable[..., Post], stranger: Client, value: str
) -> None:
    say(say(1).number)
    page = shown(stranger, thread, order=value, posts=value)
    assert page.one(".tabs [aria-current=true]").text == "Threaded"
    assert len(page.all("ol.replies ol")) == 1


# Folding, and the ways from one post to others ------------------------------------------------


def test_a_branch_says_how_many_replies_it_folds(
    thread: Thread, say: Callable[..., Post], member: Any, stranger: Client
) -> None:
    say(1)
    for to in (2, 3, 2):
        say(to)
    take_down(Post.objects.get(thread=thread, number=5), author=member)
    say(1)
    branch = shown(stranger, thread).one("details.branch")
    assert "open" in branch
    assert branch.all("summary")[0].text == "2 replies to post 2 folded"
    assert [post.one("h3").text[0] for post in branch.all("article")] == ["3", "4", "5"]


def test_a_post_leads_to_its_neighbours_and_to_what_it_answers(
    thread: Thread, say: Callable[..., Post], stranger: Client
) -> None:
    first, second, third = say(1), say(1), say(2)  # read as 1, 2, 4, 3
    more = shown(stranger, thread).one(f"#post-{third.pk} .more")
    assert more.one("summary").text == "More about post 4"
    assert {link.text: link["href"] for link in more.all("a")} == {
        "Cite it": f"/posts/{third.pk}/cite/",
        "Previous post": f"#post-{first.pk}",
        "Next post": f"#post-{second.pk}",
        "Post that it answers": f"#post-{first.pk}",
    }


# Citing ---------------------------------------------------------------------------------------


def test_a_post_is_cited_by_author_place_date_and_address(
    thread: Thread, say: Callable[..., Post], stranger: Client
) -> None:
    post = say(1)
    Post.objects.filter(pk=post.pk).update(created_at="2008-11-14T10:07:00Z")
    page = read(stranger.get(f"/posts/{post.pk}/cite/"))
    words = page.one("textarea[id=cite]").raw.strip()
    assert words.startswith("ben, post 2 in “Beds”, 14 November 2008, 10:07 UTC. Night work, ")
    assert words.endswith(f"/posts/{post.pk}/")


def test_what_was_taken_down_is_not_cited(
    thread: Thread, say: Callable[..., Post], member: Any, stranger: Client
) -> None:
    post = say(1)
    take_down(post, author=member)
    answer = stranger.get(f"/posts/{post.pk}/cite/")
    assert answer["Location"] == f"/discussion/{thread.pk}/#post-{post.pk}"
    assert stranger.get("/posts/999/cite/").status_code == 404
