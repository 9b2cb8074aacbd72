"""A tag is found by all its names, on pages and threads that nobody edited since."""

import pytest

from discussions.posting import start_thread
from wiki import retagging
from wiki.models import Tag
from wiki.writing import revise_page


@pytest.fixture
def nights(make_page, author):
    """Two pages and a thread that carry the tag, one page that does not."""
    page = make_page("Ward", body="Who is there?", tags="nights")
    make_page("Road", body="Who drives?", tags="nights, roads")
    make_page("Sky", body="Who looks up?", tags="stars")
    start_thread(page, author=author, subject="Beds", body="Where?", tags="nights")
    return Tag.objects.get(slug="nights")


def pages(answer):
    return answer.by_kind.get("Pages", [])


def test_a_renamed_tag_is_found_by_its_new_name_and_its_old_one(nights, ask, moderator):
    retagging.rename(nights, name="Late shifts", by=moderator)
    for words in ("late shifts", '"late shifts"', "late", "shift", "shif", "nights", "night"):
        answer = ask(words)
        assert sorted(pages(answer)) == ["Road", "Ward"], words
        assert answer.by_kind["Discussion"] == ["Beds"], words


def test_its_history_is_not_touched(nights, ask, moderator):
    retagging.rename(nights, name="Late shifts", by=moderator)
    ask("late shifts")
    page = nights.pages.get(title="Ward")
    assert (page.tags, page.changesets.count()) == ("nights", 1)


def test_other_words_narrow_it_as_ever(nights, ask, moderator):
    retagging.rename(nights, name="Late shifts", by=moderator)
    assert pages(ask("late shifts drives")) == ["Road"]
    assert pages(ask("late roads")) == ["Road"]
    assert ask('"shifts late"').found == []
    assert pages(ask("late -roads")) == ["Ward"]
    assert pages(ask("who -late")) == ["Sky"]


def test_a_name_that_stands_in_a_text_is_no_tag(nights, ask, moderator, make_page):
    make_page("Lamp", body="It shines all nights.")
    retagging.rename(nights, name="Late shifts", by=moderator)
    assert sorted(pages(ask("late"))) == ["Road", "Ward"]


def test_synonyms_of_a_tag_find_it_and_each_other(nights, ask, moderator):
    retagging.add_synonym(nights, name="Moonlight", by=moderator)
    retagging.rename(nights, name="Late shifts", by=moderator)
    for words in ("moonlight", "late", "nights"):
        assert sorted(pages(ask(words))) == ["Road", "Ward"], words


def test_undone_it_is_found_by_its_own_name_alone(nights, ask, moderator):
    change = retagging.rename(nights, name="Late shifts", by=moderator)
    assert retagging.undo(change, by=moderator)
    assert pages(ask("late")) == []
    assert sorted(pages(ask("nights"))) == ["Road", "Ward"]


def test_two_merged_tags_find_the_pages_of_both(nights, ask, moderator):
    stars = Tag.objects.get(slug="stars")
    retagging.let_stand_for(stars, nights, by=moderator)
    assert sorted(pages(ask("stars"))) == sorted(pages(ask("nights"))) == ["Road", "Sky", "Ward"]


def test_a_page_edited_since_is_found_as_before(nights, ask, moderator, author):
    retagging.rename(nights, name="Late shifts", by=moderator)
    page = nights.pages.get(title="Ward")
    revise_page(page, author=author, tags="late shifts, doors")
    for words in ("late", "nights"):
        assert sorted(pages(ask(words))) == ["Road", "Ward"], words


@pytest.mark.parametrize("name", ['O\'Brien "x" : * (', "R&D <-> !", "ночь", "C++ / 24-7"])
def test_any_name_of_a_tag_can_be_asked_for(name, nights, ask, moderator):
    retagging.rename(nights, name=name, by=moderator)
    assert sorted(pages(ask(name))) == ["Road", "Ward"]
