"""Where pages stand: paths, branches, moving them, and no circles."""

from typing import Any

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from wiki.models import Page
from wiki.tree import Circular, ancestors, branch, branch_size
from wiki.writing import revise_page


@pytest.fixture
def tree(make_page: Any) -> dict[str, Page]:
    found: dict[str, Page] = {}
    for title, above in (
        ("Ward", None),
        ("Beds", "Ward"),
        ("Äpfel", "Ward"),
        ("Nights", "Ward"),
        ("Cold nights", "Nights"),
        ("Warm nights", "Nights"),
        ("Kitchen", None),
    ):
        found[title] = make_page(title, parent=found.get(above or ""))
    return found


def contents(page: Page) -> list[tuple[str, int]]:
    return [(line.page.title, line.depth) for line in branch(page, size=50)]


def test_the_contents_of_a_branch_come_in_order_at_any_depth(tree: dict[str, Page]) -> None:
    assert contents(tree["Ward"])[:4] == [
        ("Beds", 1),
        ("Nights", 1),
        ("Cold nights", 2),
        ("Warm nights", 2),
    ]
    assert branch_size(tree["Ward"]) == len(contents(tree["Ward"])) == 5
    assert [line.page.title for line in branch(tree["Ward"], size=2, start=1)] == [
        "Nights",
        "Cold nights",
    ]


def test_a_branch_moves_with_all_that_stands_under_it(tree: dict[str, Page], member: Any) -> None:
    revise_page(tree["Nights"], author=member, parent=tree["Kitchen"], note="They cook there")
    assert contents(tree["Kitchen"]) == [("Nights", 1), ("Cold nights", 2), ("Warm nights", 2)]
    cold = Page.objects.get(title="Cold nights")
    assert [above.title for above in ancestors(cold)] == ["Kitchen", "Nights"]
    revise_page(tree["Nights"], author=member, parent=None)
    assert ancestors(Page.objects.get(title="Nights")) == []


@pytest.mark.parametrize("under", ["Ward", "Nights", "Cold nights"])
def test_no_page_stands_under_itself_or_its_own_branch(
    under: str, tree: dict[str, Page], member: Any
) -> None:
    with pytest.raises(Circular):
        revise_page(tree["Ward"], author=member, parent=tree[under])
    assert Page.objects.get(title="Ward").parent is None


def test_two_moves_at_the_same_moment_make_no_circle(
    at_once: Any, make_page: Any, new_person: Any
) -> None:
    person = new_person("ines")
    one, other = make_page("One", author=person), make_page("Other", author=person)
    results = at_once(
        [
            lambda: revise_page(Page.objects.get(pk=one.pk), author=person, parent=other),
            lambda: revise_page(Page.objects.get(pk=other.pk), author=person, parent=one),
        ]
    )
    assert sum(isinstance(result, Circular) for result in results) == 1
    assert Page.objects.filter(parent=None).count() == 1


def test_moving_a_page_of_many_writes_no_other_row(make_page: Any, member: Any) -> None:
    top, target = make_page("Top"), make_page("Target")
    now = timezone.now()
    QuerySet(Page).bulk_create(  # past the history, which is not asked for here
        [
            Page(title=f"Leaf {n}", slug=f"leaf-{n}", parent=top, created_at=now)
            for n in range(3_000)
        ]
    )

    def written(page: Page, parent: Page) -> list[str]:
        with CaptureQueriesContext(connection) as queries:
            revise_page(page, author=member, parent=parent)
        words = ("INSERT", "UPDATE", "DELETE")
        return sorted(
            query["sql"].split('"')[1] for query in queries if query["sql"].startswith(words)
        )

    small = make_page("Small")
    few = written(small, target)
    assert written(top, small) == few
    assert few.count("wiki_page") == 1
    leaf = Page.objects.get(slug="leaf-7")
    with CaptureQueriesContext(connection) as queries:
        assert [above.title for above in ancestors(leaf)] == ["Target", "Small", "Top"]
    assert len(queries) == 1


def test_a_page_is_put_elsewhere_by_a_form_that_offers_titles(
    tree: dict[str, Page], client: Client, signed_in: Any, member: Any
) -> None:
    signed_in(client, member)
    address = f"{tree['Kitchen'].get_absolute_url()}place/"
    assert client.get(address).status_code == 200
    offered = client.post(address, {"parent": "night", "do": "save"})
    assert offered.status_code == 422
    assert 'name="pick" value="Warm nights"' in offered.content.decode()
    assert client.post(address, {"parent": "night", "pick": "Warm nights"}).status_code == 302
    kitchen = Page.objects.get(title="Kitchen")
    assert [above.title for above in ancestors(kitchen)] == ["Ward", "Nights", "Warm nights"]
    address = f"{tree['Ward'].get_absolute_url()}place/"
    refused = client.post(address, {"parent": "Kitchen", "do": "save"})
    assert refused.status_code == 422
    assert "“Kitchen” stands under this page itself" in refused.content.decode()


def test_a_page_shows_what_stands_under_it_and_how_to_write_more(
    tree: dict[str, Page], stranger: Client, client: Client, signed_in: Any, member: Any
) -> None:
    ward = stranger.get("/wiki/ward/").content.decode()
    assert '<a href="/wiki/nights/">Nights</a>' in ward
    assert "Cold nights" not in ward
    under = stranger.get("/wiki/ward/under/").content.decode()
    assert "5 pages, at any depth" in under
    assert "Cold nights" in under
    new = signed_in(client, member).get("/wiki/new/?under=Ward").content.decode()
    assert 'value="Ward"' in new


def test_contents_ask_as_often_for_a_long_branch_as_for_a_short_one(
    tree: dict[str, Page], make_page: Any, stranger: Client
) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            stranger.get("/wiki/ward/under/")
        return len(queries)

    asked()
    short = asked()
    for number in range(4):
        make_page(f"Bed {number}", parent=tree["Beds"])
    assert asked() == short <= 5
