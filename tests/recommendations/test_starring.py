"""Stars: one person, one star, bound to the words it was given to."""

from typing import Any

import pytest

from recommendations.arranging import add, add_area, remove, reword
from recommendations.models import Recommendation, Star
from recommendations.starring import Removed, explain, give, give_all, take_back
from watching.models import Notification
from wiki.changesets import recording
from wiki.models import Changeset, Page


@pytest.fixture
def night(make_page: Any) -> Page:
    return make_page("Night work")


@pytest.fixture
def item(night: Page, author: Any) -> Recommendation:
    return add(add_area(night, "Beds", author=author), "Keep a bed free", author=author)


def counted(item: Recommendation) -> tuple[int, int, int]:
    item.refresh_from_db()
    return item.stars_now, item.stars_earlier, item.reasons_now


def updates(night: Page) -> list[dict[str, int]]:
    rows = Changeset.objects.filter(page=night).order_by("number")
    return [row.counts for row in rows]


def test_one_person_has_one_star_however_often_they_press(
    night: Page, item: Recommendation, member: Any, listener: Any
) -> None:
    first = give(item, person=member)
    assert give(item, person=member) == first
    give(item, person=listener)
    assert counted(item) == (2, 0, 0)
    assert Star.objects.count() == 2
    assert updates(night)[3:] == [{"stars_given": 1}, {"stars_given": 1}]


def test_a_star_holds_the_very_words_it_was_given_to(
    item: Recommendation, author: Any, member: Any
) -> None:
    star = give(item, person=member)
    reword(item, "Keep two beds free", author=author)
    star.refresh_from_db()
    assert (star.wording, star.wording_number) == ("Keep a bed free", 1)


def test_a_star_taken_back_leaves_a_trace(night: Page, item: Recommendation, member: Any) -> None:
    star = give(item, person=member)
    explain(item, person=member, reason="I slept there")
    key = star.pk
    assert take_back(item, person=member)
    assert not take_back(item, person=member)
    assert counted(item) == (0, 0, 0)
    rows = list(Star.history.filter(id=key).order_by("history_id"))
    assert [row.history_type for row in rows] == ["+", "~", "-"]
    assert [row.reason for row in rows] == ["", "I slept there", "I slept there"]
    assert len({row.changeset_id for row in rows}) == 3
    assert updates(night)[-1] == {"stars_taken_back": 1}


def test_a_reason_comes_after_the_star(night: Page, item: Recommendation, member: Any) -> None:
    assert not explain(item, person=member, reason="Too early")
    give(item, person=member)
    assert explain(item, person=member, reason="  I  slept there ")
    assert Star.objects.get().reason == "I slept there"
    assert counted(item) == (1, 0, 1)
    assert updates(night)[-1] == {"reasons_given": 1}
    assert explain(item, person=member, reason="")
    assert counted(item) == (1, 0, 0)


def test_several_stars_at_once_are_one_update_with_one_note(
    night: Page, item: Recommendation, author: Any, member: Any
) -> None:
    items = [item, *(add(item.area, f"Bed {n}", author=author) for n in range(5))]
    before = len(updates(night))
    give_all(night, [*items, item], person=member, note="What I stand behind")
    assert len(updates(night)) == before + 1
    update = Changeset.objects.filter(page=night).latest("number")
    assert (update.counts, update.note) == ({"stars_given": 6}, "What I stand behind")
    assert [counted(item)[0] for item in items] == [1] * 6


def test_what_was_removed_cannot_be_starred_and_nothing_else_is(
    night: Page, item: Recommendation, author: Any, member: Any
) -> None:
    other = add(item.area, "Another bed", author=author)
    remove(other, author=author)
    before = len(updates(night))
    with pytest.raises(Removed):
        give(other, person=member)
    with pytest.raises(Removed):
        give_all(night, [item, other], person=member)
    assert not Star.objects.exists()
    assert not Star.history.exists()
    assert len(updates(night)) == before


def test_a_star_on_what_was_removed_meanwhile_can_be_taken_back(
    item: Recommendation, author: Any, member: Any
) -> None:
    give(item, person=member)
    remove(item, author=author)
    assert Star.objects.count() == 1
    assert take_back(item, person=member)


def test_a_confirmed_star_moves_to_the_new_words_with_its_reason(
    night: Page, item: Recommendation, author: Any, member: Any
) -> None:
    give(item, person=member)
    explain(item, person=member, reason="I slept there")
    reword(item, "Keep two beds free", author=author)
    assert counted(item) == (0, 1, 0)
    star = give(item, person=member)
    assert (star.wording, star.reason) == ("Keep two beds free", "I slept there")
    assert counted(item) == (1, 0, 1)
    assert updates(night)[-1] == {"stars_confirmed": 1}


def test_counts_are_the_rows_whatever_is_done(
    item: Recommendation, author: Any, new_person: Any
) -> None:
    people = [new_person(f"person{n}") for n in range(6)]
    for person in people[:4]:
        give(item, person=person)
    explain(item, person=people[0], reason="So")
    reword(item, "Keep two beds free", author=author)
    give(item, person=people[0])
    give(item, person=people[5])
    take_back(item, person=people[1])
    reword(item, "Keep two beds FREE", author=author)
    now, earlier, reasons = counted(item)
    on_this = Star.objects.filter(recommendation=item).on_this_wording()
    assert now == on_this.count() == 2
    assert earlier == Star.objects.on_an_earlier_wording().count() == 2
    assert reasons == on_this.exclude(reason="").count() == 1


def test_whoever_starred_the_words_is_told_once_that_they_changed(
    item: Recommendation,
    author: Any,
    member: Any,
    listener: Any,
    django_capture_on_commit_callbacks: Any,
) -> None:
    give(item, person=member)
    give(item, person=author)
    with django_capture_on_commit_callbacks(execute=True):
        reword(item, "Keep a bed free!", author=author)  # a spelling fix: nobody is told
        reword(item, "Keep two beds free", author=author)
        reword(item, "Keep three beds free", author=author)
    (news,) = Notification.objects.all()  # not the author, of their own deed
    assert (news.person, news.actor_name, news.kind) == (member, "amara", "wording")
    assert "Keep two beds free" in news.subject
    assert "[removed: a bed] [added: two beds]" in news.quote
    assert news.url == f"/recommendations/{item.pk}/#mine"


def test_nobody_is_told_of_a_rewording_that_failed(
    item: Recommendation, author: Any, member: Any, django_capture_on_commit_callbacks: Any
) -> None:
    def break_off() -> None:
        with recording(item.page, author=author):
            reword(item, "Keep two beds free", author=author)
            raise RuntimeError

    give(item, person=member)
    with django_capture_on_commit_callbacks(execute=True), pytest.raises(RuntimeError):
        break_off()
    assert not Notification.objects.exists()
    assert counted(item) == (1, 0, 0)
