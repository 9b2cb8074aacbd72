"""Looking after threads as a whole: what is done, by whom and why, and how it is undone."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from discussions import acting, regrouping
from discussions.acting import Overtaken
from discussions.checking import faults
from discussions.drafts import Place, keep
from discussions.models import Post, PostDraft, Thread, ThreadAct, ThreadVisit, ThreadWatch
from discussions.posting import Locked, edit_post, reply, start_thread
from discussions.undoing import undo
from drafts.keeping import new_key
from recommendations.arranging import add, add_area
from recommendations.models import Recommendation
from tests.elements import read
from watching.models import Notification
from wiki.models import Changeset

SignedIn = Callable[[Client, Any], Client]


@pytest.fixture
def watcher(new_person: Callable[..., Any], thread: Thread) -> Any:
    person = new_person("wim")
    ThreadWatch.objects.create(thread=thread, person=person, since=thread.started_at)
    return person


@pytest.fixture
def keeper(client: Client, signed_in: SignedIn, moderator: Any) -> Client:
    return signed_in(client, moderator)


@pytest.fixture
def other(make_page: Callable[..., Any], member: Any) -> Thread:
    """A thread beside another page."""
    rota = make_page("Rota")
    return start_thread(rota, author=member, subject="Bunks", body="How many?", tags="bunks")


def at(thread: Thread, rest: str = "") -> str:
    return f"/discussion/{thread.pk}/{rest}"


def told(person: Any) -> list[tuple[str, str, str]]:
    rows = Notification.objects.filter(person=person).order_by("pk")
    return list(rows.values_list("deed", "subject", "quote"))


# One thread -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("deed", "fields", "state", "words", "undone"),
    [
        ("feature", {}, "featured_at", "featured", "took the featured mark off"),
        ("lock", {}, "locked_at", "locked", "opened for replies again"),
        ("resolve", {}, "resolved_at", "resolved", "reopened"),
        (
            *("move", {"page": "Rota"}, "", "moved to the page “Rota”:"),
            "moved back to the page “Night work”:",
        ),
    ],
)
@pytest.mark.django_db(transaction=True)
def test_a_deed_stands_on_record_is_told_once_and_can_be_undone(
    *, deed: str, fields: dict[str, str], state: str, words: str, undone: str,
    thread: Thread, make_page: Any, watcher: Any, moderator: Any, keeper: Client,
) -> None:  # fmt: skip
    make_page("Rota")
    was = thread.page_id
    answer = keeper.post(at(thread, f"{deed}/"), {"reason": "It is settled", **fields})
    assert answer["Location"] == at(thread)
    page = read(keeper.get(at(thread)))
    (line,) = page.texts("#acts li")
    assert line.startswith("mo ")
    assert "It is settled" in line
    assert told(watcher) == [(words, "Beds", "It is settled")]
    assert told(moderator) == []
    thread.refresh_from_db()
    assert thread.page_id != was if deed == "move" else getattr(thread, state) is not None
    answer = keeper.post(page.one("#acts form")["action"])
    assert answer["Location"] == at(thread, "#acts")
    thread.refresh_from_db()
    assert thread.page_id == was
    assert not state or getattr(thread, state) is None
    assert told(watcher)[1:] == [(undone, "Beds", "")]
    (line,) = read(keeper.get(at(thread))).all("#acts li")
    assert "It is settled" in line.one("s").text
    assert "Undone by mo" in line.text
    assert keeper.post(page.one("#acts form")["action"]).status_code == 302
    assert "This was undone meanwhile" in read(keeper.get(at(thread))).text


@pytest.mark.parametrize("deed", ["feature", "lock", "move", "split", "merge", "resolve"])
def test_only_moderators_look_after_threads_and_whoever_started_one_resolves_it(
    thread: Thread, author: Any, member: Any, moderator: Any, signed_in: SignedIn, deed: str
) -> None:
    def answered(person: Any, method: str) -> int:
        client = signed_in(Client(), person)
        return int(getattr(client, method)(at(thread, f"{deed}/"), {"reason": ""}).status_code)

    assert answered(member, "get") == answered(member, "post") == 403
    assert answered(author, "get") == (200 if deed == "resolve" else 403)
    assert (answered(moderator, "get"), answered(moderator, "post")) == (200, 422)
    assert ThreadAct.objects.count() == 0


def test_only_who_may_do_it_is_offered_it(
    thread: Thread, author: Any, member: Any, moderator: Any, signed_in: SignedIn
) -> None:
    def offered(client: Client) -> list[str]:
        return read(client.get(at(thread))).texts("#look-after a")

    assert offered(Client()) == offered(signed_in(Client(), member)) == []
    assert offered(signed_in(Client(), author)) == ["Resolve it: say what it led to"]
    assert len(offered(signed_in(Client(), moderator))) == 5  # no reply can be split off


def test_whoever_started_a_thread_reopens_it_and_nobody_else_undoes_what_moderators_did(
    thread: Thread, author: Any, member: Any, moderator: Any, signed_in: SignedIn
) -> None:
    resolved = acting.resolve(thread, by=moderator, reason="Settled")
    locked = acting.lock(thread, by=moderator, reason="Settled")

    def undone(person: Any, act: ThreadAct) -> bool:
        signed_in(Client(), person).post(f"/discussion/acts/{act.pk}/undo/")
        act.refresh_from_db()
        return act.undone_at is not None

    assert not undone(member, resolved)
    assert not undone(author, locked)
    assert undone(author, resolved)
    assert undone(moderator, locked)


def test_what_somebody_did_meanwhile_is_said_and_what_was_typed_stays(
    thread: Thread, moderator: Any, keeper: Client
) -> None:
    acting.lock(thread, by=moderator, reason="First")
    answer = keeper.post(at(thread, "lock/"), {"reason": "My reason"})
    page = read(answer, 409)
    said = "This thread was locked meanwhile. Nothing was changed"
    assert page.texts("#problems li") == [said]
    assert page.one("#reason")["value"] == "My reason"
    assert ThreadAct.objects.get().reason == "First"


@pytest.mark.parametrize(
    ("deed", "fields", "said"),
    [
        ("lock", {}, "Say in one sentence why this thread is locked"),
        ("resolve", {}, "Say what it led to, or choose an update or a recommendation"),
        ("resolve", {"update": "999"}, "Choose an update of the page, or none"),
        ("move", {"page": "Ro", "reason": "x"}, "No page is called “Ro”. Titles like it: “Rota”"),
        ("split", {"post": "1", "subject": "x", "reason": "x"}, "No reply of this thread has"),
        ("split", {"post": "2", "reason": "x"}, "Give the new thread a subject"),
        ("merge", {"reason": "x"}, "Say which thread it is merged into"),
        ("merge", {"other": "99999", "reason": "x"}, "Say which thread it is merged into"),
    ],
)
def test_a_form_says_what_is_missing(
    thread: Thread, other: Thread, say: Any, keeper: Client, deed: str, fields: Any, said: str
) -> None:
    say()
    answer = keeper.post(at(thread, f"{deed}/"), fields)
    assert any(error.startswith(said) for error in read(answer, 422).texts("#problems li"))


# Locked ---------------------------------------------------------------------------------------


def test_a_locked_thread_says_who_locked_it_and_takes_no_replies(
    thread: Thread, say: Callable[..., Post], moderator: Any, keeper: Client, member: Any
) -> None:
    post = say()
    acting.lock(thread, by=moderator, reason="Settled in R1")
    page = read(keeper.get(at(thread)))
    notice = page.all(".notice")[0].text
    assert notice.startswith("This thread is locked mo locked it on")
    assert "Settled in R1" in notice
    assert page.all("textarea") == page.all("a[href=#reply]") == []
    with pytest.raises(Locked):
        reply(thread, author=member, body="But")
    assert edit_post(post, author=member, body="Better words")
    assert Post.objects.filter(thread=thread).count() == 2


def test_a_reply_that_was_being_typed_when_its_thread_was_locked_is_not_lost(
    thread: Thread, say: Callable[..., Post], moderator: Any, member: Any, signed_in: SignedIn
) -> None:
    say()
    writer = signed_in(Client(), member)
    acting.lock(thread, by=moderator, reason="Settled")
    answer = writer.post(at(thread), {"body": "My long\n\nreply", "to": "2"})
    page = read(answer, 409)
    assert "mo locked this thread" in page.one("#problems").text
    assert page.one("#kept-reply").raw.strip() == "My long\n\nreply"
    draft = PostDraft.objects.get(person=member)
    assert (draft.fields["body"], draft.fields["to"]) == ("My long\n\nreply", "2")
    again = read(writer.get(draft.get_absolute_url()))
    assert again.one("#kept-reply").raw.strip() == "My long\n\nreply"
    undo(ThreadAct.objects.get(), by=moderator)
    form = read(writer.get(draft.get_absolute_url())).one("form.reply-form")
    assert form.one("textarea").raw.strip() == "My long\n\nreply"


def test_a_reply_sent_twice_is_one_even_where_its_thread_was_locked_between(
    thread: Thread, say: Callable[..., Post], moderator: Any
) -> None:
    first = say(body="Once")
    acting.lock(thread, by=moderator, reason="Settled")
    assert say(body="Once").pk == first.pk


# Resolved -------------------------------------------------------------------------------------


def test_a_resolved_thread_shows_what_it_led_to(
    thread: Thread, wiki_page: Any, author: Any, client: Client, signed_in: SignedIn
) -> None:
    item = add(add_area(wiki_page, "Before", author=author), "Keep a bed free", author=author)
    update = Changeset.objects.filter(page=wiki_page).order_by("-number").first()
    assert update is not None
    starter = signed_in(client, author)
    given = {"update": str(update.pk), "recommendation": str(item.pk)}
    assert starter.post(at(thread, "resolve/"), given).status_code == 302
    notice = read(Client().get(at(thread))).all(".notice")[0]
    assert notice.text.startswith("This thread is resolved")
    assert [link["href"] for link in notice.all("a")][1:] == [
        item.get_absolute_url(),
        update.get_absolute_url(),
    ]


# Moving ---------------------------------------------------------------------------------------


def test_a_moved_thread_stands_beside_its_new_page_and_says_what_it_is_about(
    wiki_page: Any, make_page: Any, author: Any, moderator: Any, stranger: Client
) -> None:
    item = add(add_area(wiki_page, "Before", author=author), "Keep a bed free", author=author)
    thread = start_thread(
        wiki_page, author=author, subject="Beds", body="Where?", recommendation=item
    )
    rota = make_page("Rota")
    acting.move(thread, page=rota, by=moderator, reason="It belongs there")
    old = read(stranger.get("/wiki/night-work/discussion/"))
    assert old.texts("tbody th a") == []
    assert read(stranger.get("/wiki/rota/discussion/")).texts("tbody th a") == ["Beds"]
    page = read(stranger.get(at(thread)))
    assert f"{item.ref} Keep a bed free" in page.one(".about").text
    assert "Night work as it stood then" in page.one(".about").text
    assert "Rota" in page.one(".path").text


# Splitting ------------------------------------------------------------------------------------


def test_a_branch_goes_on_as_a_thread_of_its_own(
    thread: Thread, say: Callable[..., Post], keeper: Client, listener: Any
) -> None:
    say()
    first = say(1, author=listener)
    say(2)
    last = say(3)
    answer = keeper.post(
        at(thread, "split/"), {"post": "3", "subject": "Doors", "reason": "Another matter"}
    )
    new = Thread.objects.get(subject="Doors")
    assert answer["Location"] == at(new)
    assert (new.started_by, new.started_at, new.page_id) == (
        listener,
        first.created_at,
        thread.page_id,
    )
    posts = Post.objects.filter(thread=new).order_by("number")
    assert list(posts.values_list("pk", "number", "answers")) == [
        (first.pk, 1, None),
        (last.pk, 2, 1),
    ]
    assert list(faults()) == []
    old = read(keeper.get(at(thread)))
    assert "2 posts went on in: Doors" in old.one("article.tool").text
    assert old.texts(".reply h3 .nums") == ["1.", "2.", "4."]
    assert "Split off from Beds by mo" in read(keeper.get(at(new))).one("main").text
    assert keeper.get(f"/posts/{last.pk}/")["Location"] == at(new, f"#post-{last.pk}")


def test_a_reply_to_a_post_that_was_split_off_lands_at_that_post(
    thread: Thread,
    say: Callable[..., Post],
    moderator: Any,
    member: Any,
    client: Client,
    signed_in: SignedIn,
) -> None:
    say()
    post = say(2)
    regrouping.split_off(post, by=moderator, subject="Doors", reason="Another matter")
    writer = signed_in(client, member)
    answer = writer.post(at(thread), {"body": "To the post", "to": "3"})
    landed = Post.objects.get(body="To the post")
    assert answer["Location"] == f"{at(landed.thread)}#post-{landed.pk}"
    assert (landed.thread.subject, landed.number, landed.answers) == ("Doors", 2, 1)
    refused = read(writer.post(at(thread), {"body": "", "to": "3"}), 422)
    assert refused.one("form.reply-form")["action"] == f"{at(landed.thread)}#reply"


def test_a_draft_goes_where_the_post_goes_that_it_answers(
    thread: Thread, say: Callable[..., Post], moderator: Any, member: Any
) -> None:
    post = say()
    drafts = [
        keep(member, Place(thread=thread), {"body": f"To {to}", "to": to, "draft": new_key()})
        for to in ("1", "2")
    ]
    act = regrouping.split_off(post, by=moderator, subject="Doors", reason="So")
    found = {draft.pk: draft for draft in PostDraft.objects.all()}
    assert [(found[one.pk].thread_id, found[one.pk].fields["to"]) for one in drafts if one] == [
        (thread.pk, "1"),
        (act.other_id, "1"),
    ]
    undo(act, by=moderator)
    assert {d.thread_id for d in PostDraft.objects.all()} == {thread.pk}


def test_what_somebody_read_is_not_new_where_it_went(
    thread: Thread, say: Callable[..., Post], moderator: Any, listener: Any, member: Any
) -> None:
    for _ in range(3):
        say(1)
    say(4)
    for person, upto in ((listener, 5), (member, 4)):
        ThreadVisit.objects.create(
            thread=thread, person=person, latest_at=thread.started_at, latest_number=upto
        )
    act = regrouping.split_off(
        Post.objects.get(thread=thread, number=4), by=moderator, subject="Doors", reason="So"
    )
    read_there = ThreadVisit.objects.filter(thread=act.other).values_list("person", "latest_number")
    assert dict(read_there) == {listener.pk: 2, member.pk: 1}
    left = ThreadVisit.objects.filter(thread=thread).values_list("person", "latest_number")
    assert dict(left) == {listener.pk: 5, member.pk: 5}  # of what stands there, all


# Merging --------------------------------------------------------------------------------------


@pytest.fixture
def merged(
    thread: Thread, other: Thread, say: Callable[..., Post], moderator: Any, watcher: Any
) -> ThreadAct:
    """The thread with a reply, merged into the other one, which has none."""
    say()
    return regrouping.merge(thread, into=other, by=moderator, reason="The same question")


def test_a_merged_threads_address_leads_to_its_opening_post(
    merged: ThreadAct, thread: Thread, other: Thread, stranger: Client
) -> None:
    opening = merged.post
    assert opening is not None
    answer = stranger.get(at(thread), follow=True)
    assert answer.redirect_chain[-1][0] == at(other, f"#post-{opening.pk}")
    page = read(answer)
    assert page.texts(".reply h3 .nums") == ["1.", "2.", "3."]
    assert "This opened the thread Beds, which mo merged into this one" in page.one("main").text
    assert list(faults()) == []


def test_a_merged_thread_stands_in_no_list_and_its_watchers_and_tags_came_along(
    merged: ThreadAct, thread: Thread, other: Thread, watcher: Any, stranger: Client
) -> None:
    assert "Beds" not in read(stranger.get("/wiki/night-work/discussion/")).texts("tbody th a")
    assert "Beds" not in read(stranger.get("/")).text
    assert ThreadWatch.objects.filter(thread=other, person=watcher).exists()
    found = read(stranger.get("/search/", {"q": "Beds"})).one("main")
    assert at(thread) not in [link["href"] for link in found.all("a")]
    feed = stranger.get("/activity/feed/", {"thread": thread.pk}).content.decode()
    assert "How many?" in feed


@pytest.mark.parametrize("body", ["To the opening post", "To its reply"])
def test_a_reply_to_a_merged_thread_lands_at_its_post(
    merged: ThreadAct, thread: Thread, other: Thread, member: Any, body: str
) -> None:
    to = 2 if "its" in body else 1
    post = reply(thread, author=member, body=body, to=to)
    assert (post.thread_id, post.answers) == (other.pk, to + 1)
    assert list(faults()) == []


def test_undoing_a_merge_restores_both_threads_and_takes_along_what_came_meanwhile(
    merged: ThreadAct, thread: Thread, other: Thread, member: Any, moderator: Any, watcher: Any
) -> None:
    meanwhile = reply(other, author=member, body="Meanwhile", to=3)
    stays = reply(other, author=member, body="To the other")
    undo(merged, by=moderator)
    meanwhile.refresh_from_db()
    stays.refresh_from_db()
    thread.refresh_from_db()
    other.refresh_from_db()
    assert thread.merged_into is None
    assert (meanwhile.thread_id, meanwhile.number, meanwhile.answers) == (thread.pk, 3, 2)
    assert (stays.thread_id, stays.number) == (other.pk, 5)
    assert (thread.replies, other.replies, other.tags) == (2, 1, "bunks")
    assert not ThreadWatch.objects.filter(thread=other, person=watcher).exists()
    assert ThreadWatch.objects.filter(thread=thread, person=watcher).exists()
    assert list(faults()) == []


@pytest.mark.django_db(transaction=True)
def test_who_replied_to_a_merged_thread_watches_it_once_that_is_undone(
    merged: ThreadAct, thread: Thread, other: Thread, new_person: Any, moderator: Any
) -> None:
    joins, asks_first = new_person("jo"), new_person("ada", watches_what_they_join=False)
    elsewhere = new_person("eva")
    opening = Post.objects.get(pk=merged.post_id)
    for person, number in [(joins, opening.number), (asks_first, opening.number), (elsewhere, 1)]:
        reply(other, author=person, body="Meanwhile", to=number)
    undo(merged, by=moderator)
    watching = ThreadWatch.objects.filter(thread=thread, person__in=[joins, asks_first, elsewhere])
    assert [watch.person for watch in watching] == [joins]
    assert told(joins) == [("took out of “Bunks”", "Beds", "")]


@pytest.mark.django_db(transaction=True)
def test_who_watches_both_threads_is_told_of_a_merge_once(
    thread: Thread, other: Thread, watcher: Any, moderator: Any
) -> None:
    ThreadWatch.objects.create(thread=other, person=watcher, since=thread.started_at)
    regrouping.merge(thread, into=other, by=moderator, reason="The same")
    assert told(watcher) == [("merged “Beds” into", "Bunks", "The same")]


def test_recommendations_count_threads_and_replies_through_splits_and_merges(
    wiki_page: Any, author: Any, moderator: Any
) -> None:
    item = add(add_area(wiki_page, "Before", author=author), "Keep a bed free", author=author)
    threads = [
        start_thread(wiki_page, author=author, subject=name, body="So?", recommendation=item)
        for name in ("Beds", "Cots")
    ]
    post = reply(threads[0], author=author, body="First")
    reply(threads[0], author=author, body="Second", to=2)

    def counted() -> tuple[int, int]:
        found = Recommendation.objects.get(pk=item.pk)
        return found.threads_about, found.replies_about

    split = regrouping.split_off(post, by=moderator, subject="New", reason="So")
    assert counted() == (3, 1)
    merge = regrouping.merge(threads[1], into=threads[0], by=moderator, reason="So")
    assert counted() == (2, 2)
    undo(merge, by=moderator)
    undo(split, by=moderator)
    assert counted() == (2, 2)


def test_what_went_on_since_has_to_be_undone_first(
    merged: ThreadAct, other: Thread, moderator: Any, keeper: Client
) -> None:
    post = Post.objects.get(thread=other, number=3)
    later = regrouping.split_off(post, by=moderator, subject="Doors", reason="So")
    with pytest.raises(Overtaken, match="went on in “Doors” since"):
        undo(merged, by=moderator)
    keeper.post(f"/discussion/acts/{merged.pk}/undo/")
    assert "Undo that first" in read(keeper.get(at(other))).text
    undo(later, by=moderator)
    undo(merged, by=moderator)
    assert list(faults()) == []
