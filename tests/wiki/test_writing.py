"""Writing pages: names, twins, tags, and what a title leaves behind."""

import datetime
from typing import Any

import pytest
from django.test import Client

from markup.render import Refused
from wiki.models import Changeset, Page, PageName
from wiki.naming import NameTaken
from wiki.writing import create_page, revise_page


def test_a_new_page_is_its_first_update(author: Any) -> None:
    page = create_page(author=author, title=" Night \n work ", body="Why?\r\n\r\nSo.\n", note="New")
    assert (page.title, page.slug, page.body) == ("Night work", "night-work", "Why?\n\nSo.")
    update = Changeset.objects.get(page=page)
    assert (update.number, update.note, update.author) == (1, "New", author)
    assert update.counts == {"page_created": 1}


def test_a_double_click_makes_one_page(author: Any) -> None:
    pages = [create_page(author=author, title="Rota", body="The plan.\n") for _ in range(2)]
    assert pages[0] == pages[1]
    assert Page.objects.count() == Changeset.objects.count() == 1


def test_another_text_or_another_person_is_no_twin(author: Any, member: Any) -> None:
    page = create_page(author=author, title="Rota", body="The plan.")
    for person, body in [(author, "Another plan."), (member, "The plan.")]:
        with pytest.raises(NameTaken) as taken:
            create_page(author=person, title="rota", body=body)
        assert taken.value.page == page
    assert Page.objects.count() == 1


def test_a_page_made_long_ago_is_no_twin(author: Any) -> None:
    long_ago = datetime.datetime(2008, 11, 14, 5, 7, tzinfo=datetime.UTC)
    create_page(author=author, title="Rota", body="The plan.", at=long_ago)
    with pytest.raises(NameTaken):
        create_page(author=author, title="Rota", body="The plan.")


def test_a_title_without_letter_or_digit_is_no_name(author: Any) -> None:
    for title in ("", "???", "--", "👍", "_"):
        with pytest.raises(NameTaken) as taken:
            create_page(author=author, title=title)
        assert taken.value.page is None


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Änderungen & Wünsche", "änderungen-wünsche"),
        ("夜勤", "夜勤"),
        ("Ночная смена", "ночная-смена"),
        ("नींद", None),
        ("Straße", "straße"),
        ("R&D: what's next?", "rd-whats-next"),
        ("New", "new-page"),
        ("Paste", "paste-page"),
        ("preview", "preview-page"),
        ("x" * 200, "x" * 200),
    ],
)
def test_a_page_of_any_title_is_read_at_its_address(
    title: str, slug: str | None, author: Any, client: Client
) -> None:
    page = create_page(author=author, title=title, body="Here it is.")
    if slug is not None:
        assert page.slug == slug
    answer = client.get(page.get_absolute_url())
    assert answer.status_code == 200
    assert "Here it is." in answer.content.decode()


def test_a_text_that_cannot_be_shown_is_refused_whole(author: Any, make_page: Any) -> None:
    with pytest.raises(Refused):
        create_page(author=author, title="Too long", body="x" * 200_001)
    assert not Page.objects.exists()
    page = make_page()
    with pytest.raises(Refused):
        revise_page(page, author=author, title="Another", body="x" * 200_001)
    page = Page.objects.get()
    assert (page.title, page.body) == ("Page 1", "Some words.")
    assert Changeset.objects.count() == PageName.objects.count() == 1


def test_what_furnishes_a_page_belongs_to_its_first_update(author: Any) -> None:
    from recommendations.arranging import add, add_area

    page = create_page(
        author=author,
        title="Rota",
        furnish=lambda page: add(add_area(page, "Beds", author=author), "One", author=author),
    )
    assert Changeset.objects.get(page=page).counts == {
        "page_created": 1,
        "areas_added": 1,
        "recommendations_added": 1,
    }


def test_a_page_that_cannot_be_furnished_is_not_made(author: Any) -> None:
    def break_off(page: Page) -> None:
        raise RuntimeError

    with pytest.raises(RuntimeError):
        create_page(author=author, title="Rota", furnish=break_off)
    assert not Page.objects.exists()
    assert not PageName.objects.exists()
    create_page(author=author, title="Rota")


def test_only_what_is_given_is_changed(make_page: Any, member: Any) -> None:
    parent = make_page("Work")
    page = make_page("Rota", body="The plan.", tags="rest", parent=parent)
    revise_page(page, author=member, tags="rest, food")
    page = Page.objects.get(pk=page.pk)
    assert (page.title, page.body, page.parent) == ("Rota", "The plan.", parent)
    revise_page(page, author=member, parent=None)
    assert Page.objects.get(pk=page.pk).parent is None
    last = Changeset.objects.filter(page=page).latest("number")
    assert last.counts == {"page_moved": 1}


def test_a_minor_edit_says_so(make_page: Any, member: Any) -> None:
    page = make_page()
    update = revise_page(page, author=member, body="Some wordz.", minor=True)
    assert update is not None
    assert update.minor
