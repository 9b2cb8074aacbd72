"""Files in the texts of pages."""

import datetime
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from files.kinds import KINDS
from files.models import FileUse
from files.uploading import describe, restore, upload
from markup.shelf import ENDINGS
from tests.elements import Element, read
from tests.files.conftest import PDF, SVG, picture
from wiki.models import Page
from wiki.shelving import shelf_of
from wiki.writing import revise_page

NIGHT = "/wiki/night-work/"


def prose(client: Client, address: str = NIGHT) -> Element:
    return read(client.get(address)).one(".doc")


def test_every_kind_of_file_can_be_named_in_a_text() -> None:
    assert {ending for kind in KINDS.values() for ending in kind.extensions} == set(ENDINGS)


def test_a_picture_is_shown_in_the_width_that_is_needed(
    night: Page, member: Any, author: Any, stranger: Client
) -> None:
    wide = picture("PNG", (1200, 300))
    made = upload(night, author=member, content=wide, name="ward.png", alt="A ward")
    body = "![](ward.png) and ![Two beds](WARD.PNG)"
    revise_page(night, author=author, body=body)
    first, second = prose(stranger).all("img")
    assert first["src"] == f"/files/{made.pk}/ward.png"
    assert first["srcset"].split(", ")[0] == f"/files/{made.pk}/480/ward.png 480w"
    assert (first["width"], first["height"], first["loading"]) == ("1200", "300", "lazy")
    assert "40rem" in first["sizes"]
    assert [one["alt"] for one in (first, second)] == ["A ward", "Two beds"]
    assert stranger.get(first["src"]).status_code == 200


def test_decoration_is_not_spoken_of(night: Page, member: Any, stranger: Client) -> None:
    upload(night, author=member, content=picture(), name="line.png", is_decorative=True)
    revise_page(night, author=member, body="![](line.png)")
    assert prose(stranger).one("img")["alt"] == ""
    assert "srcset" not in prose(stranger).one("img")


@pytest.mark.parametrize("written", ["[The rota](rota.pdf)", "![The rota](rota.pdf)"])
def test_a_document_is_linked_and_says_what_it_is(
    written: str, night: Page, member: Any, stranger: Client
) -> None:
    made = upload(night, author=member, content=PDF, name="rota.pdf")
    revise_page(night, author=member, body=f"See {written}.")
    link = prose(stranger).one(f"a[href=/files/{made.pk}/rota.pdf]")
    assert link.text == f"The rota (PDF, {len(PDF)}\u00a0bytes)".replace("\u00a0", " ")
    assert not prose(stranger).all("img")


def test_a_drawing_that_could_run_is_a_link_and_no_picture(
    night: Page, member: Any, stranger: Client
) -> None:
    upload(night, author=member, content=SVG, name="plan.svg")
    revise_page(night, author=member, body="![The plan](plan.svg)")
    assert not prose(stranger).all("img")
    assert "The plan (SVG drawing" in prose(stranger).text


def test_a_file_that_is_missing_is_told_apart_until_it_is_uploaded(
    night: Page, member: Any, stranger: Client
) -> None:
    revise_page(night, author=member, body="![A ward](ward.png)")
    link = prose(stranger).one("a.missing")
    assert (link["href"], link.text) == (f"{NIGHT}files/", "A ward (file not uploaded yet)")
    upload(night, author=member, content=picture(), name="Ward.png", alt="x")
    assert prose(stranger).one("img")["alt"] == "A ward"
    assert not prose(stranger).all("a.missing")


def test_a_page_shows_the_version_that_stands_and_its_past_the_one_that_stood(
    night: Page, member: Any, stranger: Client
) -> None:
    start = timezone.now() + datetime.timedelta(seconds=1)
    first = upload(night, author=member, content=picture(), name="ward.png", alt="Old")
    update = revise_page(night, author=member, body="![](ward.png)", at=start)
    two = picture("PNG", (50, 50))
    later = start + datetime.timedelta(days=1)
    second = upload(
        night, author=member, content=two, name="x.png", alt="New", to=first.file, at=later
    )
    assert prose(stranger).one("img")["src"] == f"/files/{second.pk}/ward.png"
    then = read(stranger.get(f"{NIGHT}at/{update.number}/")).one("main img")
    assert (then["src"], then["alt"]) == (f"/files/{first.pk}/ward.png", "Old")
    describe(second, author=member, alt="Newer")
    assert prose(stranger).one("img")["alt"] == "Newer"
    restore(first, author=member)
    assert prose(stranger).one("img")["alt"] == "Old"


def test_a_file_of_another_page_is_used_by_its_address_whatever_the_page_is_called(
    night: Page, make_page: Any, member: Any, author: Any, stranger: Client
) -> None:
    upload(night, author=member, content=picture(), name="ward.png", alt="A ward")
    make_page("Rota", body="![](/wiki/night-work/files/ward.png)")
    make_page("Beds", body="[Beds](/wiki/night-work/files/ward.png/) `![](ward.png)`")
    revise_page(night, author=author, title="Work at night")
    revise_page(Page.objects.get(slug="rota"), author=author, tags="beds")
    assert prose(stranger, "/wiki/rota/").one("img")["alt"] == "A ward"
    used = read(stranger.get("/wiki/work-at-night/files/ward.png/")).one("main")
    assert [one.text for one in used.all(".plain a")] == ["Beds", "Rota"]
    listed = read(stranger.get("/wiki/work-at-night/files/"))
    assert "Used on 2 pages" in listed.text
    revise_page(Page.objects.get(slug="rota"), author=author, body="None any more")
    assert "Used on 1 page" in read(stranger.get("/wiki/work-at-night/files/")).text


def test_the_preview_shows_files_as_they_will_be_saved(
    night: Page, member: Any, writer: Client
) -> None:
    upload(night, author=member, content=picture(), name="ward.png", alt="A ward")
    form = {"body": "![](ward.png)"}
    shown = read(writer.post("/wiki/preview/?page=night-work", form))
    assert shown.one("#preview img")["alt"] == "A ward"
    address = read(writer.get(f"{NIGHT}edit/")).one("#preview")["data-preview-url"]
    assert address == "/wiki/preview/?page=night-work"


def test_addresses_that_look_like_files_elsewhere_stay_what_they_are(
    night: Page, member: Any, stranger: Client
) -> None:
    body = "[a](https://example.org/a.pdf) [b](/static/b.png) [c](example.com) ![](x/ward.png)"
    revise_page(night, author=member, body=body)
    shown = prose(stranger)
    assert not shown.all("a.missing")
    assert shown.one("a[href=https://example.org/a.pdf]")
    assert not FileUse.objects.exists()


def test_words_in_a_name_or_description_stay_words(
    night: Page, member: Any, stranger: Client
) -> None:
    alt = '"><script>alert(1)</script> onerror=x'
    upload(night, author=member, content=picture(), name='"><img src=x>.png', alt=alt)
    named = night.files.get().name
    revise_page(night, author=member, body=f"![]({named})")
    images = prose(stranger).all("img")
    assert [one["alt"] for one in images] == [alt]
    assert not prose(stranger).all("script")


def test_nobody_is_asked_for_the_files_of_a_text_that_names_none(
    night: Page, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(0):
        shelf_of(night, "Words, [[Links]] and [more](https://example.org/)")
