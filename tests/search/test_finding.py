"""What is found, and what comes first."""

import pytest

from challenges.challenging import answer as settle
from challenges.challenging import challenge
from discussions.posting import edit_post, reply, start_thread
from discussions.removing import take_down
from markup.passages import Passage
from recommendations.arranging import add, add_area, bring_back, remove, remove_area, reword
from wiki.deleting import delete
from wiki.hiding import hide, show
from wiki.writing import revise_page


@pytest.fixture
def night_work(make_page):
    return make_page("Night work", body="Who walks home after dark?", tags="shifts, rest")


@pytest.fixture
def area(night_work, author):
    return add_area(night_work, "", author=author)


@pytest.mark.parametrize(
    "typed", ["night", "walks", "walking", "shift", "DARK", "night dark", "nig"]
)
def test_a_page_is_found_by_its_title_text_and_tags(night_work, ask, typed):
    assert ask(typed).by_kind == {"Pages": ["Night work"]}


@pytest.mark.parametrize("typed", ["night day", '"home walks"', "night -dark", "igh", "ni"])
def test_a_page_is_not_found_by_other_words(night_work, ask, typed):
    assert ask(typed).found == []


def test_words_in_quotation_marks_are_found_where_they_stand_together(night_work, ask):
    assert ask('"after dark"').found == ["Night work"]
    assert ask('"dark after"').found == []


def test_a_revised_page_is_found_by_its_new_words_alone(night_work, ask, author):
    revise_page(
        night_work, author=author, title="Day work", body="Who sleeps at noon?", tags="lunch"
    )
    assert ask("sleeps").found == ask("day").found == ask("lunch").found == ["Day work"]
    assert ask("night").found == ask("walks").found == ask("shifts").found == []


def test_a_title_weighs_more_than_a_text(make_page, ask):
    make_page("Beds", body="A text.")
    make_page("Rooms", body="Beds and again beds, and beds, and two more beds. " * 5)
    assert ask("beds").found == ["Beds", "Rooms"]


def test_a_word_weighs_more_than_one_that_begins_with_it(make_page, ask):
    make_page("Sky", body="A star over many other things that are said here.")
    make_page("Road", body="Start over many other things that are said here.")
    assert ask("star", type="pages").found == ["Sky", "Road"]


def test_words_that_are_everywhere_can_be_asked_for(make_page, ask):
    make_page("Systems", body="What IT does for us.")
    assert ask("it").found == ["Systems"]


def test_accents_and_punctuation_make_no_difference(make_page, ask):
    make_page("Break room", body="The café’s e-mail is on www.example.org/either/or.")
    for typed in ("cafe", "CAFÉ", "cafe\u0301", "e-mail", "example", "either", "café's"):
        assert ask(typed).found == ["Break room"], typed


def test_a_recommendation_is_found_by_its_wording_and_number(night_work, area, author, ask):
    item = add(area, "Keep two beds free", author=author)
    answer = ask("free bed", type="recs")
    assert answer.by_kind == {"Recommendations": ["Keep two beds free"]}
    assert f'id="r{item.pk}"' in answer.main
    assert f'href="/recommendations/{item.pk}/"' in answer.main
    assert "Proposed" in answer.main
    assert f'href="/wiki/night-work/#r{item.pk}">Night work' in answer.main
    assert ask(f"R{item.pk}", type="recs").found[0] == "Keep two beds free"


def test_a_recommendation_is_found_by_its_wording_now(area, author, ask):
    item = add(area, "Keep two beds free", author=author)
    reword(item, "Pay for a taxi home", author=author)
    assert ask("taxi", type="recs").found == ["Pay for a taxi home"]
    assert ask("beds", type="recs").found == []


def test_a_removed_recommendation_is_found_again_once_it_is_back(area, author, ask):
    item = add(area, "Keep two beds free", author=author)
    remove(item, author=author)
    assert ask("beds").found == []
    bring_back(item, author=author)
    assert ask("beds", type="recs").found == ["Keep two beds free"]
    remove_area(area, author=author)
    assert ask("beds").found == []


def test_a_thread_is_found_by_its_subject_with_its_first_post(night_work, member, listener, ask):
    thread = start_thread(
        night_work, author=member, subject="Taxis", body="Who pays?", tags="money"
    )
    reply(thread, author=listener, body="The ward.")
    assert ask("taxi").by_kind == {"Discussion": ["Taxis"]}
    assert ask("taxis pays money").by_kind == {"Discussion": ["Taxis"]}
    answer = ask("ward")
    assert answer.by_kind == {"Discussion": ["Reply in: Taxis"]}
    assert f'href="/posts/{thread.posts.get(number=2).pk}/"' in answer.main


def test_a_renamed_thread_is_found_by_its_new_subject(night_work, member, ask):
    thread = start_thread(night_work, author=member, subject="Taxis", body="Who pays?")
    thread.subject = "Buses"
    thread.save()
    assert ask("buses pays").found == ["Buses"]
    assert ask("taxis").found == []


def test_what_was_taken_down_or_edited_away_is_not_found(night_work, member, listener, ask):
    thread = start_thread(night_work, author=member, subject="Taxis", body="The zebra secret")
    answer = reply(thread, author=listener, body="The okapi secret")
    edit_post(answer, author=listener, body="Better not")
    assert ask("okapi").found == []
    assert ask("better").found == ["Reply in: Taxis"]
    take_down(thread.posts.get(number=1), author=member)
    assert ask("zebra").found == ask("taxis").found == []
    thread.subject = "Zebras"
    thread.save()
    assert ask("zebras").found == []


def test_an_update_is_found_by_its_note(night_work, member, ask):
    revise_page(night_work, author=member, body="Who sleeps?", note="Asked the porters")
    answer = ask("porter")
    assert answer.by_kind == {"Update notes": ["Update 2 of Night work"]}
    assert 'href="/wiki/night-work/changes/2/"' in answer.main


def test_a_person_is_found_by_both_names_and_what_they_say_of_themselves(new_person, ask):
    new_person("n.green", name="Nora Green", about="Ward sister, likes maps")
    for typed in ("n.green", "nora", "sister", "gre"):
        assert ask(typed).by_kind == {"People": ["n.green (Nora Green)"]}, typed


def test_a_person_who_may_not_sign_in_any_more_is_not_found(new_person, ask):
    person = new_person("nora")
    person.is_active = False
    person.save()
    assert ask("nora").found == []


def test_everything_shows_the_best_five_of_each_kind_and_counts_all(night_work, area, author, ask):
    for n in range(7):
        add(area, f"Zebra crossing {n}", author=author)
    revise_page(night_work, author=author, body="A zebra.")
    answer = ask("zebra")
    assert {kind: len(titles) for kind, titles in answer.by_kind.items()} == {
        "Recommendations": 5,
        "Pages": 1,
    }
    tabs = " ".join(answer.main.split())
    assert 'Everything <span class="nums">8</span>' in tabs
    assert 'Recommendations <span class="nums">7</span>' in tabs
    assert 'href="?q=zebra&amp;type=recs">All 7' in tabs


def test_one_kind_is_shown_twenty_a_page_and_every_result_once(make_page, ask):
    for n in range(45):
        make_page(f"Zebra {n}")
    pages = [ask("zebra", type="pages", page=n) for n in (1, 2, 3)]
    assert [len(page.found) for page in pages] == [20, 20, 5]
    assert len({title for page in pages for title in page.found}) == 45
    assert "Page 2 of 3" in pages[1].main
    assert 'rel="prev" href="?q=zebra&amp;type=pages&amp;page=1"' in pages[1].main
    assert 'rel="next" href="?q=zebra&amp;type=pages&amp;page=3"' in pages[1].main
    assert 'rel="next"' not in pages[2].main
    assert ask("zebra", type="pages", page=99).found == pages[2].found


def test_a_kind_without_results_says_where_there_are_some(night_work, ask):
    answer = ask("night", type="people")
    assert answer.found == []
    assert "Nothing of this kind" in answer.main
    assert 'Pages <span class="nums">1</span>' in answer.main


def test_a_challenge_is_found_by_its_words_and_by_what_is_said_of_it(
    night_work, area, author, member, ask
):
    item = add(area, "Keep two beds free", author=author)
    made = challenge(
        night_work, author=member, wrong="Nobody counts [[the spare ones]]", about=item
    )
    for typed in ("beds", "spare counts"):
        assert ask(typed, type="challenges").by_kind == {"Challenges": ["“Keep two beds free”"]}
    found = ask("spare", type="challenges").main
    assert f'href="/challenges/{made.pk}/"' in found
    assert "Nobody counts the <mark>spare</mark> ones" in found
    assert 'Challenged by <a class="who" href="/people/ben/"' in found
    assert ask("dormitory").found == []
    settle(made, by=author, update=night_work.changesets.first(), text="The dormitory list does")
    assert ask("dormitory").by_kind == {"Challenges": ["“Keep two beds free”"]}
    assert "Answered" in ask("dormitory").main


def test_challenges_of_a_deleted_page_and_of_a_hidden_text_are_not_found_nor_counted(
    make_page, author, member, moderator, ask
):
    page = make_page("Keys", body="The quillwort key lies here.")
    challenge(page, author=member, wrong="Moved", about=Passage("The quillwort key lies here."))
    assert ask("quillwort", type="challenges").found
    revise_page(page, author=author, body="Ask the porter.")
    hide(page.changesets.get(number=1), by=moderator, reason="It told where a key lies")
    assert ask("quillwort").found == []
    assert "Challenges" not in ask("moved").main
    show(page.changesets.get(number=1), by=moderator)
    assert ask("moved").by_kind == {"Challenges": ["“The quillwort key lies here.”"]}
    delete(page, by=moderator, reason="Nobody needs it")
    assert ask("moved").found == []
