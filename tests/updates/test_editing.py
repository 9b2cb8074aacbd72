"""Two people save one page: nothing is overwritten unseen, nothing is lost."""

from typing import Any

import pytest

from markup.render import Refused
from tests.updates.conftest import BODY
from updates.editing import Conflict, Texts, decide, save
from wiki.models import Changeset, Page
from wiki.naming import NameTaken
from wiki.sizes import size

FIRST = BODY.replace("first paragraph", "opening paragraph")
SECOND = BODY.replace("second one", "middle one")
SECOND_OTHERWISE = BODY.replace("second one is", "second paragraph became")


def now(a_page: Page) -> Texts:
    return Texts.of(Page.objects.get(pk=a_page.pk))


def test_an_edit_of_the_latest_update_is_saved_as_it_was_typed(a_page: Any, edit: Any) -> None:
    saved = edit(1, body=f"{FIRST}\r\n", note="Say it plainly")
    assert now(a_page).body == FIRST
    assert (saved.merged, saved.changeset.number, saved.changeset.note) == (
        *(False, 2),
        "Say it plainly",
    )


def test_changes_of_different_paragraphs_are_both_kept(a_page: Any, edit: Any, author: Any) -> None:
    edit(1, body=FIRST, author=author)
    saved = edit(1, body=SECOND)
    assert now(a_page).body == SECOND.replace("first paragraph", "opening paragraph")
    assert saved.merged


def test_a_merged_update_says_so_and_counts_only_its_own_words(
    a_page: Any, edit: Any, author: Any
) -> None:
    edit(1, body=FIRST, author=author)
    update = edit(1, body=SECOND).changeset
    assert (update.words_added, update.words_removed) == (1, 1)
    said = size(update.words_added, update.words_removed, update.counts)
    assert said == "1 word added, 1 removed; merged with what others changed meanwhile"


def test_different_words_of_one_paragraph_are_both_kept(
    a_page: Any, edit: Any, author: Any
) -> None:
    edit(1, body=BODY.replace("The first paragraph", "This first paragraph"), author=author)
    edit(1, body=BODY.replace("is short.", "is brief."))
    assert now(a_page).body.startswith("This first paragraph is brief.\n\nThe second")


def test_the_same_words_changed_twice_are_a_conflict_that_holds_all_three(
    a_page: Any, edit: Any, author: Any
) -> None:
    edit(1, body=SECOND, author=author)
    with pytest.raises(Conflict) as raised:
        edit(1, body=SECOND_OTHERWISE)
    merged = raised.value.merged
    assert (merged.base.body, merged.theirs.body, merged.mine.body) == (
        *(BODY, SECOND),
        SECOND_OTHERWISE,
    )
    (place,) = merged.body.conflicts
    chunk = merged.body.chunks[place]
    assert "second one is" in chunk.base
    assert "middle one is" in chunk.theirs
    assert "second paragraph became" in chunk.mine
    assert raised.value.against == 2


def test_a_conflict_writes_nothing(a_page: Any, edit: Any, author: Any) -> None:
    edit(1, body=SECOND, author=author)
    with pytest.raises(Conflict):
        edit(1, body=SECOND_OTHERWISE, title="Another title", tags="other")
    assert now(a_page) == Texts("Night work", SECOND, "shifts, rest")
    assert Changeset.objects.filter(page=a_page).count() == 2


def test_what_was_decided_is_saved_over_what_it_was_decided_against(
    a_page: Any, edit: Any, author: Any, member: Any
) -> None:
    edit(1, body=SECOND, author=author)
    with pytest.raises(Conflict) as raised:
        edit(1, body=SECOND_OTHERWISE.replace("The third ends it.", "The last ends it."))
    merged = raised.value.merged
    (place,) = merged.body.conflicts
    mine = decide(merged, {place: "Both of us wrote this.\n\n"}, merged.title)
    assert save(a_page, mine, base=2, author=member).changeset.number == 3
    assert now(a_page).body == (
        "The first paragraph is short.\n\nBoth of us wrote this.\n\nThe last ends it."
    )


def test_a_place_that_is_left_open_is_not_decided(a_page: Any, edit: Any, author: Any) -> None:
    edit(1, body=SECOND, author=author)
    with pytest.raises(Conflict) as raised:
        edit(1, body=SECOND_OTHERWISE)
    with pytest.raises(ValueError):
        decide(raised.value.merged, {}, "Night work")


def test_a_third_save_while_somebody_decides_is_another_conflict(
    a_page: Any, edit: Any, author: Any, member: Any
) -> None:
    edit(1, body=SECOND, author=author)
    with pytest.raises(Conflict) as raised:
        edit(1, body=SECOND_OTHERWISE)
    edit(2, body=SECOND.replace("middle one", "central one"), author=author)
    merged = raised.value.merged
    mine = decide(merged, {merged.body.conflicts[0]: "My own second.\n\n"}, merged.title)
    with pytest.raises(Conflict) as again:
        save(a_page, mine, base=raised.value.against, author=member)
    assert again.value.against == 3
    assert "central one" in again.value.merged.theirs.body
    assert "My own second." in again.value.merged.mine.body


def test_a_third_save_elsewhere_while_somebody_decides_is_merged(
    a_page: Any, edit: Any, author: Any, member: Any
) -> None:
    edit(1, body=SECOND, author=author)
    with pytest.raises(Conflict) as raised:
        edit(1, body=SECOND_OTHERWISE)
    edit(2, body=SECOND.replace("third", "last"), author=author)
    merged = raised.value.merged
    mine = decide(merged, {merged.body.conflicts[0]: "My own second.\n\n"}, merged.title)
    save(a_page, mine, base=raised.value.against, author=member)
    assert now(a_page).body == (
        "The first paragraph is short.\n\nMy own second.\n\nThe last ends it."
    )


# Title, tags, parent --------------------------------------------------------------------------


def test_a_title_that_one_of_both_changed_is_kept(a_page: Any, edit: Any, author: Any) -> None:
    edit(1, title="Night shifts", author=author)
    edit(1, body=SECOND)
    assert now(a_page) == Texts("Night shifts", SECOND, "shifts, rest")


def test_a_title_that_both_changed_to_the_same_is_no_conflict(
    a_page: Any, edit: Any, author: Any
) -> None:
    edit(1, title="Night shifts", author=author)
    edit(1, title="Night shifts", body=SECOND)
    assert now(a_page).title == "Night shifts"


def test_a_title_that_both_changed_is_a_conflict(a_page: Any, edit: Any, author: Any) -> None:
    edit(1, title="Night shifts", author=author)
    with pytest.raises(Conflict) as raised:
        edit(1, title="Working at night", body=SECOND)
    assert raised.value.merged.title_conflict
    assert raised.value.merged.body.clean


def test_tags_that_either_added_are_there_and_those_that_either_removed_are_not(
    a_page: Any, edit: Any, author: Any
) -> None:
    edit(1, tags="shifts, rest, sleep", author=author)
    edit(1, tags="rest, food")
    assert now(a_page).tags == "rest, sleep, food"
    assert set(a_page.keywords.values_list("name", flat=True)) == {"rest", "sleep", "food"}


def test_where_a_page_stands_is_kept_when_only_the_other_one_moved_it(
    a_page: Any, edit: Any, author: Any, make_page: Any
) -> None:
    above = make_page("Above")
    edit(1, parent=above, author=author)
    edit(1, body=SECOND, parent=None)
    assert Page.objects.get(pk=a_page.pk).parent == above


def test_a_page_moves_as_its_editor_says(
    a_page: Any, edit: Any, author: Any, make_page: Any
) -> None:
    above, other = make_page("Above"), make_page("Other")
    edit(1, parent=above, author=author)
    edit(1, body=SECOND, parent=other)
    assert Page.objects.get(pk=a_page.pk).parent == other
    edit(3, parent=None)
    assert Page.objects.get(pk=a_page.pk).parent is None


# No update ------------------------------------------------------------------------------------


def test_nothing_changed_makes_no_update(a_page: Any, edit: Any) -> None:
    assert edit(1, note="I only looked").changeset is None
    assert Changeset.objects.filter(page=a_page).count() == 1


def test_what_stands_already_makes_no_update_and_is_no_merge(
    a_page: Any, edit: Any, author: Any
) -> None:
    edit(1, body=SECOND, author=author)
    saved = edit(1, body=SECOND)
    assert (saved.changeset, saved.merged) == (None, False)


@pytest.mark.parametrize("base", [None, 2, 999_999])
def test_a_missing_base_is_the_latest_update(
    a_page: Any, edit: Any, author: Any, base: Any
) -> None:
    edit(1, body=SECOND, author=author)
    mine = Texts("Night work", SECOND_OTHERWISE, "shifts, rest")
    saved = save(a_page, mine, base=base, author=author)
    assert (now(a_page).body, saved.merged) == (SECOND_OTHERWISE, False)


def test_an_update_that_never_was_left_no_texts(a_page: Any) -> None:
    assert Texts.at(a_page, 7) is None


# Refused --------------------------------------------------------------------------------------


def test_a_title_of_another_page_is_refused_and_nothing_is_written(
    a_page: Any, edit: Any, make_page: Any
) -> None:
    make_page("Rota")
    with pytest.raises(NameTaken):
        edit(1, title="Rota", body=SECOND)
    assert now(a_page).body == BODY


def test_a_text_that_cannot_be_rendered_is_refused_and_nothing_is_written(
    a_page: Any, edit: Any
) -> None:
    with pytest.raises(Refused):
        edit(1, body="> " * 60 + "deep", title="Another")
    assert now(a_page) == Texts("Night work", BODY, "shifts, rest")
