"""Links between pages: existing and missing ones, the sentence around them, and renaming."""

import re
from typing import Any

import pytest
from django.test import Client

from wiki.linking import links_to
from wiki.models import Page, PageName
from wiki.naming import NameTaken
from wiki.writing import revise_page


def html(page: Page) -> str:
    return "".join(part.html for part in Page.objects.get(pk=page.pk).text.parts)


def links(page: Page) -> list[tuple[str, str]]:
    """Address and class of each link of a page's text."""
    return [
        (re.search(r'href="([^"]*)"', link)[1], (re.search(r'class="([^"]*)"', link) or "  ")[1])
        for link in re.findall(r"<a [^>]*>", html(page))
    ]


def test_a_missing_page_is_told_apart_and_leads_to_writing_it(
    make_page: Any, stranger: Client
) -> None:
    make_page("Rota")
    page = make_page("Night work", body="See [[Rota]] and [[Sleep|how to sleep]].")
    (there, _), (missing, marked) = links(page)
    assert there == "/wiki/rota/"
    assert "missing" in marked
    assert missing == "/wiki/new/?title=Sleep"
    assert "not written yet" in html(page)  # in words, not by colour alone
    answer = stranger.get("/wiki/sleep/")
    assert answer.status_code == 404
    assert "/wiki/new/?title=Sleep" in answer.content.decode()


def test_a_missing_link_becomes_one_when_its_page_is_written(make_page: Any) -> None:
    page = make_page("Night work", body="See [[Sleep]].")
    other = make_page("Shifts", body="See [[sleep|resting]].")
    assert "missing" in html(page)
    make_page("Sleep")
    for linker in (page, other):
        assert links(linker)[0][0] == "/wiki/sleep/"
        assert "missing" not in html(linker)


def test_writing_a_linked_page_is_no_update_of_the_linking_one(make_page: Any) -> None:
    page = make_page("Night work", body="See [[Sleep]].")
    make_page("Sleep")
    assert page.changesets.count() == 1
    assert page.history.count() == 1


def test_links_to_a_page_come_with_the_sentence_around_them(make_page: Any) -> None:
    rota = make_page("Rota", body="I link [[Rota|to myself]].")
    make_page("Night work", body="First. The **plan** is in the [[Rota]], as ever. Last.")
    make_page("Day work", body="- Ask [[rota|the plan]] first\n- See [[Rota]] again")
    found = list(links_to(rota))
    assert [link.source.title for link in found] == ["Day work", "Night work"]
    assert found[1].sentence == "The plan is in the Rota, as ever."
    assert "Ask the plan first" in found[0].sentence


def test_a_link_that_is_taken_out_links_no_longer(make_page: Any, member: Any) -> None:
    rota = make_page("Rota")
    page = make_page("Night work", body="See [[Rota]].")
    revise_page(page, author=member, body="See nothing.")
    assert not links_to(rota)


def test_old_names_lead_on_for_ever(make_page: Any, member: Any, stranger: Client) -> None:
    page = make_page("Straße", body="Asphalt.")
    revise_page(page, author=member, title="Weg")
    revise_page(page, author=member, title="Pfad")
    assert page.slug == "pfad"
    for old in ("straße", "weg", "WEG", "Straße"):
        answer = stranger.get(f"/wiki/{old}/?order=stars")
        assert answer.status_code == 301
        assert answer["Location"] == "/wiki/pfad/?order=stars"
    deeper = stranger.get("/wiki/weg/changes/1/")
    assert deeper["Location"] == "/wiki/pfad/changes/1/"
    assert stranger.get(deeper["Location"]).status_code == 200


def test_links_to_an_old_name_keep_working(make_page: Any, member: Any) -> None:
    rota = make_page("Rota")
    page = make_page("Night work", body="See [[Rota]] and [[Plan]].")
    revise_page(rota, author=member, title="Plan")
    assert [address for address, _ in links(page)] == ["/wiki/plan/", "/wiki/plan/"]
    assert "missing" not in html(page)
    assert [link.source for link in links_to(rota)] == [page]


def test_an_old_name_is_not_free_for_another_page(make_page: Any, member: Any) -> None:
    rota, other = make_page("Rota"), make_page("Sleep")
    revise_page(rota, author=member, title="Plan")
    with pytest.raises(NameTaken):
        make_page("rota!")
    with pytest.raises(NameTaken):
        revise_page(other, author=member, title="Rota")
    assert Page.objects.get(pk=other.pk).title == "Sleep"
    revise_page(rota, author=member, title="Rota")  # its own old name is
    assert rota.slug == "rota"
    assert PageName.objects.filter(page=rota).count() == 2


def test_a_title_in_any_script_is_linked_in_any_case(make_page: Any) -> None:
    make_page("Änderungen im Dienst")
    make_page("夜勤")
    page = make_page("Night work", body="See [[ÄNDERUNGEN im dienst]] and [[夜勤]].")
    assert "missing" not in html(page)


def test_links_in_code_are_no_links(make_page: Any) -> None:
    rota = make_page("Rota")
    page = make_page("Night work", body="Write `[[Rota]]`.")
    assert links(page) == []
    assert not links_to(rota)


def test_the_screen_of_all_links_names_each_page_once(make_page: Any, stranger: Client) -> None:
    make_page("Rota")
    for n in range(8):
        make_page(f"Linking {n}", body=f"Number {n} says [[Rota]].")
    page = stranger.get("/wiki/rota/").content.decode()
    assert "Everywhere it is linked from" in page
    screen = stranger.get("/wiki/rota/links/").content.decode()
    for n in range(8):
        assert screen.count(f"/wiki/linking-{n}/") == 1
        assert f"Number {n} says Rota." in screen


def test_a_page_written_while_its_linker_is_saved_is_no_missing_link(
    make_page: Any, django_capture_on_commit_callbacks: Any
) -> None:
    """The name is taken between the rendering and the commit of the text that links to it."""
    other = make_page("Another")
    with django_capture_on_commit_callbacks() as callbacks:
        page = make_page("Linker", body="See [[Overtaken]].")
        PageName.objects.create(slug="overtaken", page=other)
    assert "missing" in html(page)
    for callback in callbacks:
        callback()
    assert other.get_absolute_url() in html(page)


def test_names_in_scripts_with_marks_stay_apart(make_page: Any, client: Client) -> None:
    day, poor = make_page("दिन"), make_page("दीन")
    assert day.slug != poor.slug
    assert client.get(day.get_absolute_url()).status_code == 200
