"""Suggesting instead of editing: what deeds make of a suggestion."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from updates.accepting import accept, parts_of
from updates.editing import Conflict, Texts
from updates.models import Suggestion
from updates.suggesting import Settled, Unchanged, decline, suggest, take_up, withdraw
from watching.models import Notification
from wiki.changesets import Deleted, Protected
from wiki.deleting import delete, undelete
from wiki.models import Changeset, Page, PageWatch
from wiki.naming import NameTaken
from wiki.origins import passages
from wiki.protecting import protect

from .conftest import BODY

LONGER = BODY.replace("is short too", "is a little longer")


@pytest.fixture
def suggested(a_page: Page, member: Any) -> Callable[..., Suggestion]:
    """Suggest, as somebody who changed some of the page's first update."""

    def make(body: str = LONGER, *, by: Any = None, base: int = 1, **more: Any) -> Suggestion:
        note = more.pop("note", "It is longer")
        texts = {"title": a_page.title, "tags": a_page.tags, "body": body} | more
        return suggest(a_page, Texts(**texts), base=base, author=by or member, note=note)

    return make


def told(person: Any) -> list[str]:
    rows = Notification.objects.filter(person=person).order_by("pk")
    return [f"{row.actor_name} {row.deed} {row.subject}: {row.quote}" for row in rows]


def now(page: Page) -> Page:
    found: Page = Page.objects.get(pk=page.pk)
    return found


def test_a_suggestion_leaves_the_page_and_its_history_alone(
    suggested: Any, a_page: Page, latest: Any
) -> None:
    made = suggested()
    assert made.is_open
    assert (made.words_added, made.words_removed) == (3, 2)
    assert now(a_page).body == BODY
    assert latest().number == 1


def test_the_same_sent_twice_is_one(suggested: Any) -> None:
    assert suggested().pk == suggested(LONGER + "\r\n").pk
    assert Suggestion.objects.count() == 1


def test_what_differs_in_nothing_is_refused(suggested: Any, edit: Any) -> None:
    with pytest.raises(Unchanged):
        suggested(BODY)
    edit(1, body=LONGER)
    with pytest.raises(Unchanged):  # the page has come to read like that meanwhile
        suggested(LONGER)


def test_a_title_that_is_taken_is_refused(suggested: Any, make_page: Any) -> None:
    make_page("Rota")
    with pytest.raises(NameTaken):
        suggested(title="Rota")


def test_an_accepted_one_is_its_authors_update(
    suggested: Any, a_page: Page, author: Any, member: Any, latest: Any
) -> None:
    made = suggested(tags="shifts, beds", title="Night shifts")
    update = accept(made, by=author)
    assert update == latest()
    assert (update.author, update.accepted_by, update.note) == (member, author, "It is longer")
    page = now(a_page)
    assert (page.title, page.body, page.tags) == ("Night shifts", LONGER, "shifts, beds")
    made.refresh_from_db()
    assert (made.state, made.update, made.decided_by) == ("accepted", update, author)
    who = [(one.changeset.author, one.changeset.accepted_by) for one in passages(page, 0, 9)[0]]
    assert who == [(author, None), (member, author), (author, None)]


def test_accepting_twice_makes_one_update(suggested: Any, author: Any, new_person: Any) -> None:
    made = suggested()
    first = accept(made, by=author)
    again = Suggestion.objects.get(pk=made.pk)
    assert accept(again, by=new_person("ines")) == first
    assert Changeset.objects.count() == 2
    assert again.decided_by == author


def test_it_merges_with_what_others_saved_meanwhile(
    suggested: Any, edit: Any, author: Any, a_page: Page
) -> None:
    made = suggested()
    edit(1, body=BODY.replace("The third ends it.", "The third goes on."), author=author)
    update = accept(made, by=author)
    assert now(a_page).body == LONGER.replace("The third ends it.", "The third goes on.")
    assert update is not None
    assert update.merged_since == 1


def test_where_it_touches_what_others_saved_somebody_has_to_choose(
    suggested: Any, edit: Any, author: Any
) -> None:
    made = suggested()
    edit(1, body=BODY.replace("is short too", "has gone"), author=author)
    with pytest.raises(Conflict):
        accept(made, by=author)
    made.refresh_from_db()
    assert made.is_open
    assert Changeset.objects.count() == 2


def test_a_part_is_accepted_alone(suggested: Any, author: Any, a_page: Page) -> None:
    made = suggested(LONGER.replace("first", "1st"), tags="beds")
    every = parts_of(made)
    assert len(every) == 3
    assert every[0].key == "tags"
    accept(made, by=author, chosen={every[2].key}, reason="The tags are right as they are")
    page = now(a_page)
    assert (page.body, page.tags) == (LONGER, "shifts, rest")
    made.refresh_from_db()
    assert made.state == "partly"


def test_every_part_is_all_of_it(suggested: Any, author: Any) -> None:
    made = suggested(LONGER, tags="beds")
    accept(made, by=author, chosen={part.key for part in parts_of(made)})
    assert made.state == "accepted"


def test_what_the_page_says_already_is_accepted_without_an_update(
    suggested: Any, edit: Any, author: Any
) -> None:
    made = suggested()
    edit(1, body=LONGER, author=author)
    assert accept(made, by=author) is None
    assert (made.state, made.update) == ("accepted", None)


def test_its_author_does_not_decide_on_it(suggested: Any, member: Any) -> None:
    made = suggested()
    with pytest.raises(PermissionDenied):
        accept(made, by=member)
    with pytest.raises(PermissionDenied):
        decline(made, by=member, reason="Never mind")


def test_on_a_protected_page_only_its_editors_decide(
    suggested: Any, a_page: Page, author: Any, moderator: Any, latest: Any
) -> None:
    protect(a_page, by=moderator, level="moderators", reason="Voted on")
    made = suggested(base=2)
    with pytest.raises(Protected):
        accept(made, by=author)
    with pytest.raises(Protected):
        decline(made, by=author, reason="No")
    update = accept(made, by=moderator)
    assert (update.author.username, update.accepted_by) == ("ben", moderator)


def test_a_declined_one_says_why_and_can_be_taken_up_again(
    transactional_db: None, suggested: Any, author: Any, new_person: Any, member: Any
) -> None:
    made = suggested()
    decline(made, by=author, reason="We agreed on it last week")
    assert (made.state, made.reason) == ("declined", "We agreed on it last week")
    with pytest.raises(Settled):
        accept(made, by=author)
    take_up(made, by=new_person("ines"))
    assert made.is_open
    assert made.reason == "We agreed on it last week"
    accept(made, by=author)
    assert made.state == "accepted"
    assert told(member) == [
        "amara declined your suggestion for Night work: We agreed on it last week",
        "ines took up again your suggestion for Night work: ",
        "amara accepted your suggestion for Night work: ",
    ]


def test_its_author_alone_withdraws_it(
    transactional_db: None, suggested: Any, author: Any, member: Any
) -> None:
    made = suggested()
    with pytest.raises(PermissionDenied):
        withdraw(made, by=author)
    withdraw(made, by=member)
    withdraw(made, by=member)
    assert made.state == "withdrawn"
    with pytest.raises(Settled):
        accept(made, by=author)
    with pytest.raises(Settled):
        take_up(made, by=author)
    assert told(member) == []


def test_watchers_are_told_and_not_again_before_they_have_read_it(
    transactional_db: None, suggested: Any, a_page: Page, author: Any, member: Any, listener: Any
) -> None:
    for person in (author, member):
        PageWatch.objects.create(page=a_page, person=person, since=a_page.created_at)
    suggested()
    suggested(LONGER + " Or not.", by=listener)
    assert told(author) == ["ben suggested a change of Night work: It is longer"]
    assert told(member) == ["lena suggested a change of Night work: It is longer"]
    Notification.objects.update(read_at=a_page.created_at)
    suggested(LONGER + " Or so.")
    assert len(told(author)) == 2


def test_who_keeps_a_page_protected_is_told(
    transactional_db: None, suggested: Any, a_page: Page, moderator: Any, listener: Any
) -> None:
    protect(a_page, by=moderator, level="named", people=[listener], reason="Voted on")
    suggested(base=2)
    assert told(moderator) == told(listener) != []


def test_accepting_tells_watchers_but_neither_author_nor_editor(
    transactional_db: None, suggested: Any, a_page: Page, author: Any, member: Any, listener: Any
) -> None:
    made = suggested()
    for person in (author, member, listener):
        PageWatch.objects.create(page=a_page, person=person, since=a_page.created_at)
    accept(made, by=author)
    assert told(listener) == ["ben had a suggestion accepted by amara on Night work: It is longer"]
    assert told(author) == []
    assert told(member) == ["amara accepted your suggestion for Night work: "]


def test_suggestions_go_and_come_back_with_their_page(
    suggested: Any, a_page: Page, moderator: Any, author: Any
) -> None:
    made = suggested()
    delete(a_page, by=moderator, reason="It said nothing")
    with pytest.raises(Deleted):
        accept(made, by=author)
    with pytest.raises(Deleted):
        suggested(LONGER + " Again.")
    undelete(a_page, by=moderator)
    accept(made, by=author)
    assert made.state == "accepted"
