"""View changes: what came, went and moved between two updates, told in words."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from recommendations import arranging, criteria, starring
from recommendations.draft import Draft
from recommendations.models import Area, Criterion, Recommendation
from recommendations.saving import save as save_draft
from tests.elements import Element, read
from tests.updates.conftest import BODY
from updates.comparing import between
from updates.moments import at
from wiki.changesets import recording
from wiki.models import Changeset, Page


def changes(page: Page, old: int, new: int, **more: Any) -> Any:
    """Between two updates; 0 is before the first."""
    updates = {update.number: update for update in Changeset.objects.filter(page=page)}
    return between(at(page, updates.get(old)), at(page, updates[new]), **more)


def last(page: Page) -> int:
    return int(Changeset.objects.filter(page=page).latest("number").number)


def last_changes(page: Page) -> Any:
    return changes(page, last(page) - 1, last(page))


def told(rows: list[Any]) -> list[tuple[str, str]]:
    return [(change.name, change.detail) for change in rows]


def screen(client: Client, page: Page, number: int, query: str = "") -> Element:
    page.refresh_from_db()
    return read(client.get(f"{page.get_absolute_url()}changes/{number}/{query}"))


def hunks(found: Element) -> list[str]:
    """Every change as it is heard: what kind, and the words."""
    return found.texts(".diffs .hunk")


# Text -----------------------------------------------------------------------------------------


def test_words_added_and_removed_are_told_in_words(client: Client, a_page: Page, edit: Any) -> None:
    edit(1, body=BODY.replace("second one is short too", "middle one is short"))
    assert hunks(screen(client, a_page, 2)) == [
        "1 paragraph unchanged. Show it",
        "Reworded The removed: second (end of removed)added: middle (end of added) one is short"
        "removed: too (end of removed).",
        "1 paragraph unchanged. Show it",
    ]


def test_each_mark_says_where_it_begins_and_ends(client: Client, a_page: Page, edit: Any) -> None:
    edit(1, body=BODY.replace("second", "middle"), tags="rest, food", title="Nights")
    found = screen(client, a_page, 2)
    for mark, word in (("ins", "added"), ("del", "removed")):
        marks = found.all(f".hunk {mark}")
        assert len(marks) == 3
        for one in marks:
            assert one.texts(".vh") == [f"{word}:", f"(end of {word})"]


def test_a_paragraph_that_came_or_went_or_moved_is_named_so(
    client: Client, a_page: Page, edit: Any
) -> None:
    first, second, third = BODY.split("\n\n")
    edit(1, body="\n\n".join([third, first, second]))
    edit(2, body="\n\n".join([third, first]))
    edit(3, body="\n\n".join([third, first, "Something else stands here now, at the end."]))
    assert [text.split()[0] for text in hunks(screen(client, a_page, 2))] == ["Moved", "2"]
    assert hunks(screen(client, a_page, 3))[-1].startswith("Removed removed: The second one")
    assert hunks(screen(client, a_page, 4))[-1].startswith("Added added: Something else")


def test_a_moved_paragraph_has_no_marks(client: Client, a_page: Page, edit: Any) -> None:
    first, second, third = BODY.split("\n\n")
    edit(1, body="\n\n".join([third, first, second]))
    assert not screen(client, a_page, 2).all(".hunk ins")


def test_unchanged_paragraphs_are_counted_and_shown_on_demand(
    client: Client, a_page: Page, edit: Any
) -> None:
    body = "\n\n".join(f"Paragraph number {n} stands here." for n in range(1, 9))
    edit(1, body=body)
    edit(2, body=body.replace("number 5", "number five"))
    found = screen(client, a_page, 3)
    assert [text for text in hunks(found) if "unchanged" in text] == [
        "4 paragraphs unchanged. Show them",
        "3 paragraphs unchanged. Show them",
    ]
    link = found.all(".skip-lines a")[0]["href"]
    whole = screen(client, a_page, 3, link)
    assert sum(text.startswith("Unchanged") for text in hunks(whole)) == 7
    assert "Paragraph number 8 stands here." in whole.one(".diffs").text


def test_side_by_side_puts_what_was_left_and_what_is_right(
    client: Client, a_page: Page, edit: Any
) -> None:
    edit(1, body=BODY.replace("second", "middle"))
    found = screen(client, a_page, 2, "?view=side&context=all")
    pairs = [pair for pair in found.all(".pair-shown") if pair.all("ins")]
    (pair,) = pairs
    assert pair.one(".old").text == (
        "Update 1The removed: second (end of removed) one is short too."
    )
    assert pair.one(".new").text == "Update 2The added: middle (end of added) one is short too."
    assert len(found.all(".pair-shown")) == 3
    layout = {a.text: a["href"] for a in found.all("nav[aria-label=Layout] a")}
    assert layout["One column"] == "?context=all"
    assert not screen(client, a_page, 2).all(".pair-shown")


def test_a_title_and_tags_that_changed_are_told(client: Client, a_page: Page, edit: Any) -> None:
    edit(1, title="Night shifts", tags="rest, food")
    title, tags = hunks(screen(client, a_page, 2))
    assert title == "Title Night removed: work (end of removed)added: shifts (end of added)"
    assert tags == ("Tags added: food (end of added) removed: shifts (end of removed)")


def test_markup_that_a_person_typed_is_shown_and_not_obeyed(
    client: Client, a_page: Page, edit: Any
) -> None:
    edit(1, body="<script>alert(1)</script> <b>bold</b>", title="<i>T</i> & co")
    found = screen(client, a_page, 2).one(".diffs")
    assert not found.all("script")
    assert not found.all("b")
    assert "<b>bold</b>" in found.raw
    assert "<i>T</i> & co" in found.raw


def test_the_first_update_is_compared_with_nothing(client: Client, a_page: Page) -> None:
    found = screen(client, a_page, 1)
    assert all(text.split()[0] in ("Title", "Added", "Tags") for text in hunks(found))
    assert "added: The third ends it." in found.one(".diffs").text


def test_a_long_rewritten_stretch_says_that_it_is_compared_less_finely(
    client: Client, a_page: Page, edit: Any
) -> None:
    old = "\n\n".join(f"Old {n} alpha beta gamma {n * 7} delta." for n in range(400))
    new = "\n\n".join(f"New {n} one two three {n * 3} four." for n in range(400))
    edit(1, body=old)
    edit(2, body=new)
    assert "compared as wholes" in screen(client, a_page, 3).one(".diffs").text


# Areas ----------------------------------------------------------------------------------------


@pytest.fixture
def areas(a_page: Page, author: Any) -> list[Area]:
    titles = ("Before", "During", "After")
    with recording(a_page, author=author):
        return [arranging.add_area(a_page, title, author=author) for title in titles]


@pytest.fixture
def items(areas: list[Area], a_page: Page, author: Any) -> list[Recommendation]:
    """Four in the first area, one in the second."""
    words = ("Keep a bed free", "Say who works a week ahead", "Walk home together", "Eat at two")
    with recording(a_page, author=author):
        found = [arranging.add(areas[0], wording, author=author) for wording in words]
        return [*found, arranging.add(areas[1], "Sleep for an hour", author=author)]


def test_an_area_that_came_went_or_was_renamed_is_told(
    client: Client, a_page: Page, areas: list[Area], author: Any
) -> None:
    assert hunks(screen(client, a_page, 2)) == [
        f"Area added added: {title} (end of added)" for title in ("Before", "During", "After")
    ]
    arranging.rename_area(areas[0], "Well before", author=author)
    arranging.remove_area(areas[1], author=author)
    (heading,) = hunks(screen(client, a_page, 3))
    assert heading.startswith("Heading")
    assert "added: Well before (end of added)" in heading
    assert hunks(screen(client, a_page, 4)) == ["Area removed removed: During (end of removed)"]


def test_areas_that_moved_are_told_with_their_new_order(
    client: Client, a_page: Page, areas: list[Area], author: Any
) -> None:
    draft = Draft.from_page(a_page)
    draft.press(f"area-up:{areas[2].pk}")
    save_draft(draft, author=author)
    assert hunks(screen(client, a_page, 3)) == [
        "Areas moved The order is now “Before”, “After”, “During”"
    ]


# Recommendations ------------------------------------------------------------------------------


def test_recommendations_added_say_where(
    client: Client, a_page: Page, items: list[Recommendation]
) -> None:
    found = hunks(screen(client, a_page, 3))
    assert len(found) == 5
    assert found[0] == (f"Added added: Keep a bed free (end of added) R{items[0].pk} in “Before”")
    assert found[-1].endswith(f"R{items[-1].pk} in “During”")


def test_a_rewording_says_what_became_of_the_stars(
    a_page: Page, items: list[Recommendation], author: Any, member: Any
) -> None:
    starring.give(items[0], person=member)
    arranging.reword(items[0], "Keep two beds free", author=author)
    assert told(last_changes(a_page).recommendations) == [
        ("Reworded", "1 star stayed with the earlier wording")
    ]
    arranging.reword(items[0], "Keep two beds free.", author=author)
    assert told(last_changes(a_page).recommendations) == [("Spelling", "")]
    starring.give(items[0], person=author)
    arranging.reword(items[0], "Keep two beds free!", author=author)
    assert told(last_changes(a_page).recommendations) == [("Spelling", "1 star came along")]
    arranging.reword(items[1], "Say it two weeks ahead", author=author)
    assert told(last_changes(a_page).recommendations) == [("Reworded", "had no stars")]


def test_words_of_a_rewording_are_marked(
    client: Client, a_page: Page, items: list[Recommendation], author: Any
) -> None:
    arranging.reword(items[0], "Keep two beds free", author=author)
    (text,) = hunks(screen(client, a_page, 4))
    assert text == (
        "Reworded Keep removed: a bed (end of removed)added: two beds (end of added) free "
        f"R{items[0].pk} had no stars"
    )
    assert "4 unchanged" in screen(client, a_page, 4).one(".diffs").text


def test_a_move_inside_an_area_names_the_places(
    a_page: Page, items: list[Recommendation], areas: list[Area], author: Any
) -> None:
    arranging.move(items[3], area=areas[0], position=1, author=author)
    assert told(last_changes(a_page).recommendations) == [("Moved", "from place 4 to place 1")]


def test_places_are_those_that_a_reader_counts(
    a_page: Page, items: list[Recommendation], areas: list[Area], author: Any
) -> None:
    arranging.remove(items[0], author=author)
    arranging.move(items[3], area=areas[0], position=1, author=author)
    assert told(last_changes(a_page).recommendations) == [("Moved", "from place 3 to place 1")]


def test_a_move_to_another_area_names_both(
    a_page: Page, items: list[Recommendation], areas: list[Area], author: Any
) -> None:
    arranging.move(items[1], area=areas[1], position=1, author=author)
    assert told(last_changes(a_page).recommendations) == [
        ("Moved", "from “Before”, place 2, to “During”, place 1")
    ]


def test_what_is_reworded_and_moved_at_once_is_told_as_both(
    client: Client, a_page: Page, items: list[Recommendation], areas: list[Area], author: Any
) -> None:
    with recording(a_page, author=author):
        arranging.reword(items[0], "Keep two beds free", author=author)
        arranging.move(items[0], area=areas[1], position=2, author=author)
    assert [name for name, _ in told(last_changes(a_page).recommendations)] == ["Reworded", "Moved"]
    ids = [e["id"] for e in screen(client, a_page, 4).inside() if "id" in e]
    assert len(ids) == len(set(ids))


def test_a_removal_says_with_how_many_stars_and_takes_none_back(
    client: Client, a_page: Page, items: list[Recommendation], author: Any, member: Any
) -> None:
    for person in (author, member):
        starring.give(items[0], person=person)
    arranging.remove(items[0], author=author)
    found = last_changes(a_page)
    assert told(found.recommendations) == [("Removed", "with 2 stars")]
    assert found.stars == []
    arranging.bring_back(items[0], author=author)
    found = last_changes(a_page)
    assert told(found.recommendations) == [("Brought back", "in “Before”")]
    assert found.stars == []


def test_a_status_says_from_what_to_what_and_why(
    a_page: Page, items: list[Recommendation], author: Any
) -> None:
    arranging.set_status(items[0], "in_progress", author=author, note="Ward 4 has begun")
    assert told(last_changes(a_page).recommendations) == [
        ("Status", "from proposed to in progress: Ward 4 has begun")
    ]


# Stars ----------------------------------------------------------------------------------------


def stars(page: Page) -> list[tuple[str, str, str]]:
    return [(star.name, star.person, star.reason) for star in last_changes(page).stars]


def test_stars_given_moved_explained_and_taken_back_are_told(
    a_page: Page, items: list[Recommendation], author: Any, member: Any
) -> None:
    item = items[0]
    starring.give(item, person=member)
    assert stars(a_page) == [("Star given", "ben", "")]
    starring.explain(item, person=member, reason="It worked here")
    assert stars(a_page) == [("Reason given", "ben", "It worked here")]
    arranging.reword(item, "Keep two beds free", author=author)
    assert stars(a_page) == []
    item.refresh_from_db()
    starring.give(item, person=member)
    assert stars(a_page) == [("Star moved to the new wording", "ben", "It worked here")]
    starring.take_back(item, person=member)
    assert stars(a_page) == [("Star taken back", "ben", "It worked here")]


def test_several_stars_of_one_update_stand_with_their_words_and_person(
    client: Client, a_page: Page, items: list[Recommendation], member: Any
) -> None:
    starring.give_all(a_page, items[:3], person=member, note="What we can do next week")
    found = screen(client, a_page, 4)
    said = found.texts(".recs li")
    assert len(said) == 3
    assert said[0] == f"Star given R{items[0].pk} Keep a bed free ben"
    assert "3 changes" in found.one(".diffs").text
    assert "3 stars given" in found.one("aside").text
    assert not found.all(".diffs ins")


def meaning(page: Page, *names: str, author: Any, **rules: bool) -> list[Criterion]:
    standing = {one.name: one.pk for one in Criterion.objects.filter(page=page, is_removed=False)}
    wanted = [criteria.Meaning(name, pk=standing.get(name)) for name in names]
    criteria.define(page, wanted, author=author, **rules)
    return list(Criterion.objects.filter(page=page, is_removed=False))


def test_stars_of_one_person_by_several_criteria_are_told_apart(
    client: Client, a_page: Page, items: list[Recommendation], author: Any, member: Any
) -> None:
    cheap, kind = meaning(a_page, "Costs little", "Kind", author=author)
    starring.give(items[0], person=member, criterion=cheap)
    starring.give_all(
        a_page, items[:2], person=member, criterion=kind, reason="For sleep", note="Kind ones"
    )
    found = screen(client, a_page, last(a_page))
    assert found.texts("section[aria-labelledby=starred] li") == [
        f"Star given R{item.pk} {item.wording} as “Kind” For sleep ben" for item in items[:2]
    ]
    assert "Kind ones" in found.one("aside").text
    starring.explain(items[0], person=member, criterion=kind, reason="For deep sleep")
    assert stars(a_page) == [("Reason changed", "ben", "For deep sleep")]
    starring.take_back(items[0], person=member, criterion=cheap)
    assert [(star.name, star.meaning) for star in last_changes(a_page).stars] == [
        ("Star taken back", "Costs little")
    ]


def test_what_a_star_means_and_its_rules_are_told(
    client: Client, a_page: Page, author: Any
) -> None:
    cheap, _ = meaning(a_page, "Costs little", "Kind", author=author)
    assert told(last_changes(a_page).meanings) == [("Meaning added", ""), ("Meaning added", "")]
    criteria.define(a_page, [criteria.Meaning("Costs litle", pk=cheap.pk)], author=author)
    assert told(last_changes(a_page).meanings) == [("Spelling", ""), ("Meaning no longer used", "")]
    meaning(a_page, "Costs litle", author=author, need_reason=True, hide_tally=True)
    assert told(last_changes(a_page).meanings) == [
        ("Rule for stars", "A star comes with a reason"),
        ("Rule for stars", "How many stars there are is told to those who have starred something"
         " here"),
    ]  # fmt: skip
    meaning(a_page, "Kind", "Costs litle", author=author)
    meaning(a_page, "Costs litle", "Kind", author=author)
    order = ("Meanings moved", "The order is now “Costs litle”, “Kind”")
    assert told(last_changes(a_page).meanings) == [order]
    assert "Meanings moved" in screen(client, a_page, last(a_page)).one(".diffs").text


# The whole screen -----------------------------------------------------------------------------


def test_about_this_update_tells_who_when_why_and_how_much(
    client: Client, a_page: Page, edit: Any
) -> None:
    edit(1, body=BODY.replace("second", "middle"), note="The middle is plainer", minor=True)
    about = screen(client, a_page, 2).one("aside.rail2")
    assert about.one("blockquote").text == "The middle is plainer"
    assert about.one(".updates .who").text == "ben"
    assert about.one(".updates time")["datetime"]
    assert "1 word added, 1 removed (minor edit)" in about.text


def test_previous_and_next_lead_along_the_history(client: Client, a_page: Page, edit: Any) -> None:
    edit(1, body="Two.")
    edit(2, body="Three.")
    one, two, three = (screen(client, a_page, number) for number in (1, 2, 3))
    assert not one.all("a[rel=prev]")
    assert one.one("a[rel=next]")["href"] == "/wiki/night-work/changes/2/"
    assert two.one("a[rel=prev]")["href"] == "/wiki/night-work/changes/1/"
    assert two.one("a[rel=next]").text == "Next: update 3"
    assert not three.all("a[rel=next]")


def test_updates_without_a_difference_say_so(client: Client, a_page: Page, edit: Any) -> None:
    edit(1, body="Two.")
    edit(2, body=BODY)
    found = read(client.get("/wiki/night-work/compare/1/3/"))
    assert "Nothing on the page differs" in found.one(".diffs").text
    assert len(found.all(".updates li")) == 2


def test_only_members_are_offered_to_go_back(
    client: Client, as_author: Client, a_page: Page, edit: Any
) -> None:
    edit(1, body="Two.")
    assert not screen(client, a_page, 2).all("main form")
    forms = screen(as_author, a_page, 2).all("main form")
    assert [form["action"] for form in forms] == ["/wiki/night-work/changes/1/restore/"]


def test_what_changes_cost_does_not_grow_with_the_page(
    client: Client, make_page: Any, author: Any, member: Any
) -> None:
    def queries(many: int) -> int:
        page = make_page(f"With {many}")
        with recording(page, author=author):
            area = arranging.add_area(page, "Area", author=author)
            items = [arranging.add(area, f"Words {n}", author=author) for n in range(many)]
        starring.give_all(page, items, person=member)
        with CaptureQueriesContext(connection) as captured:
            assert len(screen(client, page, 3).all(".recs li")) == many
        return len(captured) - 1  # the page read again by `screen` itself

    assert queries(2) == queries(40) <= 29
