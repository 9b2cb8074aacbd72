"""What a tag is for, and what it is called: renaming, merging, synonyms, and undoing each."""

import random
from typing import Any

import pytest
from django.test import Client

from discussions.posting import start_thread
from recommendations import arranging
from recommendations.detailing import Details, set_details
from tests.elements import read
from wiki import retagging
from wiki.models import Page, Tag, TagChange
from wiki.writing import revise_page


@pytest.fixture
def nights(make_page: Any) -> Tag:
    """A tag that a page carries."""
    make_page("Night work", tags="nights, rest")
    return Tag.objects.get(slug="nights")


@pytest.fixture
def keeper(client: Client, moderator: Any, signed_in: Any) -> Client:
    return signed_in(client, moderator)


def pages_under(client: Client, slug: str) -> list[str]:
    screen = read(client.get(f"/tags/{slug}/", follow=True))
    return [link.text for link in screen.all("#main ul.lines")[0].all("li a")]


def test_a_renamed_tag_is_read_by_its_new_name_everywhere(
    nights: Tag, make_page: Any, author: Any, keeper: Client
) -> None:
    page = Page.objects.get()
    thread = start_thread(page, author=author, subject="Beds", body="?", tags="nights")
    item = arranging.add(arranging.add_area(page, "Beds", author=author), "A bed", author=author)
    set_details(item, Details(audience="nights"), author=author)
    updates = page.changesets.count()
    answer = keeper.post("/tags/nights/names/", {"do": "rename", "name": " Night  shifts "})
    assert answer["Location"] == "/tags/night-shifts/names/"
    for address in (page.get_absolute_url(), thread.get_absolute_url(), item.get_absolute_url()):
        assert "Night shifts" in read(keeper.get(address)).texts("a.tag")
    assert keeper.get("/tags/nights/")["Location"] == "/tags/night-shifts/"
    assert pages_under(keeper, "nights") == ["Night work"]
    screen = read(keeper.get("/tags/night-shifts/"))
    assert {"1 page", "1 thread"} <= set(screen.texts("#main h2"))
    assert "A bed" in screen.texts("#main li a")
    line = read(keeper.get("/tags/")).all("#main li")[0]
    assert line.text == "Night shifts 1 page, 1 thread, 1 recommendation"
    board = read(keeper.get("/recommendations/?group=audience&tag=nights"))
    assert "Night shifts" in board.one("#main").text
    assert item.wording in board.one("#main").text
    for address in ("/activity/?tag=nights", "/activity/feed/?tag=nights"):
        assert page.title in keeper.get(address).content.decode()
    assert page.changesets.count() == updates
    page.refresh_from_db()
    assert page.tags == "nights, rest"


def test_a_name_that_is_taken_merges_the_two_and_undoing_parts_them(
    nights: Tag, make_page: Any, keeper: Client
) -> None:
    make_page("Beds", tags="Night shift")
    make_page("Both", tags="night shift, nights")
    keeper.post("/tags/nights/names/", {"do": "rename", "name": "night shift"})
    assert pages_under(keeper, "night-shift") == ["Beds", "Both", "Night work"]
    line = read(keeper.get("/tags/")).all("#main li")[0]
    assert line.text == "Night shift 3 pages"
    change = TagChange.objects.get()
    screen = read(keeper.get("/tags/night-shift/names/"))
    assert "made “nights” another name for “Night shift”" in screen.one("#main").text
    for _ in range(2):
        keeper.post("/tags/night-shift/names/", {"do": f"undo-{change.pk}"})
    assert pages_under(keeper, "night-shift") == ["Beds", "Both"]
    assert pages_under(keeper, "nights") == ["Both", "Night work"]
    assert "Undone by mo" in read(keeper.get("/tags/nights/names/")).one("#main").text


def test_a_synonym_is_replaced_when_it_is_typed(
    nights: Tag, make_page: Any, author: Any, moderator: Any
) -> None:
    retagging.add_synonym(nights, name="Night duty", by=moderator)
    page = make_page("Beds", tags="beds, night duty, Nights")
    assert page.tags == "beds, nights"
    revise_page(page, author=author, tags="NIGHT DUTY")
    assert page.tags == "nights"
    thread = start_thread(page, author=author, subject="Beds", body="?", tags="night duty")
    assert thread.tags == "nights"


def test_an_update_of_the_text_leaves_tags_as_they_were_typed(
    nights: Tag, keeper: Client, moderator: Any
) -> None:
    retagging.rename(nights, name="Night shifts", by=moderator)
    form = read(keeper.get("/wiki/night-work/edit/"))
    assert form.one("#tags")["value"] == "Night shifts, rest"
    sent = {"title": "Night work", "body": "New", "tags": "Night shifts, rest", "base": "1"}
    keeper.post("/wiki/night-work/edit/", {**sent, "do": "save"})
    page = Page.objects.get()
    assert page.tags == "nights, rest"
    assert page.changesets.latest("number").counts == {"text_changed": 1}


def test_merged_tags_follow_where_the_others_go_and_stay_apart_when_that_is_undone(
    make_page: Any, moderator: Any
) -> None:
    make_page(tags="a, b, c")
    a, b, c = (Tag.objects.get(slug=slug) for slug in "abc")
    first = retagging.let_stand_for(a, b, by=moderator)
    second = retagging.let_stand_for(b, c, by=moderator)
    assert [tag.main.name for tag in Tag.objects.order_by("slug")] == ["c", "c", "c"]
    assert second
    assert retagging.undo(second, by=moderator)
    assert [tag.main.name for tag in Tag.objects.order_by("slug")] == ["b", "b", "c"]
    assert first
    assert retagging.undo(first, by=moderator)
    assert [tag.main.name for tag in Tag.objects.order_by("slug")] == ["a", "b", "c"]


def test_a_tag_can_have_its_old_name_back(nights: Tag, moderator: Any) -> None:
    retagging.rename(nights, name="shifts", by=moderator)
    shifts = Tag.objects.get(slug="shifts")
    retagging.rename(shifts, name="nights", by=moderator)
    assert Tag.objects.get(slug="shifts").main == nights
    assert Tag.objects.get(slug="nights").main == nights


@pytest.mark.parametrize("seed", range(3))
def test_however_tags_are_merged_undoing_all_of_it_brings_back_each(
    seed: int, make_page: Any, moderator: Any
) -> None:
    names = [f"t{n}" for n in range(8)]
    make_page(tags=", ".join(names))
    chance = random.Random(seed)
    for _ in range(40):
        tag, into = (Tag.objects.get(slug=name) for name in chance.sample(names, 2))
        changes = list(TagChange.objects.filter(undone_at=None))
        if changes and chance.random() < 0.3:
            retagging.undo(chance.choice(changes), by=moderator)
            continue
        try:
            retagging.let_stand_for(tag, into, by=moderator)
        except retagging.NoTag:
            continue
        for each in Tag.objects.select_related("stands_for", "goes_to"):
            assert each.main.stands_for is None
            assert each.goes_to is None or each.goes_to.main == each.main
    for change in TagChange.objects.filter(undone_at=None):
        retagging.undo(change, by=moderator)
    assert all(tag.main == tag for tag in Tag.objects.all())


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"do": "rename", "name": " "}, "Write the name that this tag should have"),
        ({"do": "rename", "name": "a, b"}, "A comma separates tags"),
        ({"do": "rename", "name": "?!"}, "Use at least one letter or digit"),
        ({"do": "rename", "name": "x" * 61}, "use at most 60 characters. Yours has 61"),
        ({"do": "synonym", "synonym": "Nights"}, "“Nights” is this tag itself"),
        ({"do": "synonym", "synonym": "taken"}, "“taken” stands for “rest” already"),
    ],
)
def test_a_name_that_cannot_be_is_refused_with_what_was_typed(
    sent: dict[str, str], said: str, nights: Tag, keeper: Client, moderator: Any
) -> None:
    retagging.add_synonym(Tag.objects.get(slug="rest"), name="taken", by=moderator)
    screen = read(keeper.post("/tags/nights/names/", sent), 422)
    field = sent["do"].replace("rename", "name")
    assert said in screen.one(f"#{field}_error").text
    assert said in screen.one("#problems").text
    assert screen.one(f"#{field}")["value"] == sent[field]


def test_another_spelling_of_the_same_name_keeps_the_address(nights: Tag, keeper: Client) -> None:
    keeper.post("/tags/nights/names/", {"do": "rename", "name": "NIGHTS"})
    assert read(keeper.get("/tags/nights/")).one("h1").text == "NIGHTS"
    assert "NIGHTS" in read(keeper.get("/wiki/night-work/")).texts("a.tag")


def test_members_do_not_rename_tags(
    nights: Tag, client: Client, member: Any, signed_in: Any
) -> None:
    reader = signed_in(client, member)
    assert "/names/" not in reader.get("/tags/nights/").content.decode()
    answer = reader.post("/tags/nights/names/", {"do": "rename", "name": "mine"})
    assert answer.status_code == 403
    assert not Tag.objects.filter(slug="mine").exists()


def test_anybody_signed_in_says_what_a_tag_is_for_and_who_did_is_told(
    nights: Tag, client: Client, member: Any, signed_in: Any
) -> None:
    reader = signed_in(client, member)
    for words in ("Work after ten", "Work after ten at night"):
        for _ in range(2):
            answer = reader.post("/tags/nights/about/", {"description": words})
            assert answer["Location"] == "/tags/nights/"
    assert "Work after ten at night" in read(reader.get("/tags/nights/")).one("#main").text
    lines = read(reader.get("/tags/nights/about/")).texts("#main li")
    assert len(lines) == 2
    assert lines[1].startswith("ben described “nights”: Work after ten,")


def test_a_description_goes_with_a_new_name(nights: Tag, moderator: Any) -> None:
    retagging.describe(nights, description="Work after ten", by=moderator)
    retagging.rename(nights, name="shifts", by=moderator)
    assert Tag.objects.get(slug="shifts").description == "Work after ten"
