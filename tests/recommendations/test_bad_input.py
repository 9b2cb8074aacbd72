"""What cannot be kept is said at its place in kind words, and nothing that was typed is lost."""

from dataclasses import dataclass, field
from html import unescape
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client

from recommendations import arranging
from recommendations.models import Recommendation, Star
from recommendations.starring import give
from wiki.models import Changeset, Page

BELL = "\x07"


@dataclass(frozen=True)
class Box:
    """A field of a form: where it is sent to, and with what beside it."""

    address: str
    name: str
    limit: int
    beside: dict[str, str] = field(default_factory=dict)
    is_needed: bool = False


BOXES = {
    "add": Box("/wiki/{slug}/recommendations/add/", "wording", 500, is_needed=True),
    "add, area": Box("/wiki/{slug}/recommendations/add/", "new_area", 200, {"wording": "Food"}),
    "add, note": Box("/wiki/{slug}/recommendations/add/", "note", 500, {"wording": "Warm food"}),
    "edit": Box(
        "/recommendations/{pk}/edit/",
        "wording",
        500,
        {"area": "{area}", "position": "1", "seen": "Keep a bed free"},
        is_needed=True,
    ),
    "remove, note": Box("/recommendations/{pk}/edit/", "note", 500, {"do": "remove"}),
    "all, wording": Box(
        "/wiki/{slug}/recommendations/", "w-{pk}", 500, {"item": "{pk}", "area": "{area}"},
        is_needed=True,
    ),
    "all, heading": Box(
        "/wiki/{slug}/recommendations/", "t-{area}", 200, {"item": "{pk}", "area": "{area}"}
    ),
    "all, note": Box(
        "/wiki/{slug}/recommendations/",
        "note",
        500,
        {"item": "{pk}", "area": "{area}", "w-{pk}": "Keep two beds free"},
    ),
    "details": Box("/recommendations/{pk}/details/", "doer", 120),
    "details, benefit": Box("/recommendations/{pk}/details/", "benefit", 500),
    "details, evidence": Box(
        "/recommendations/{pk}/details/", "sentence-1", 300, {"url-1": "https://example.org/"},
        is_needed=True,
    ),
    "status": Box(
        "/recommendations/{pk}/status/", "note", 500, {"status": "declined"}, is_needed=True
    ),
    "reason": Box("/recommendations/{pk}/star/", "reason", 140, {"do": "explain"}),
    "star several": Box("/wiki/{slug}/recommendations/star/", "note", 500, {"star": "{other}"}),
    "reservation": Box("/recommendations/{pk}/reservation/", "reason", 500, is_needed=True),
    "paste": Box("/wiki/paste/", "text", 200_000, {"title": "Notes", "do": "save"}, is_needed=True),
}  # fmt: skip
NEEDED = [name for name, box in BOXES.items() if box.is_needed]


@pytest.fixture
def site(make_page: Any, author: Any, member: Any) -> SimpleNamespace:
    page = make_page("Night work")
    area = arranging.add_area(page, "Beds", author=author)
    item = arranging.add(area, "Keep a bed free", author=author)
    give(item, person=member)
    other = arranging.add(area, "Warm food at two", author=author)
    return SimpleNamespace(page=page, area=area, item=item, other=other)


@pytest.fixture
def writer(client: Client, member: Any, signed_in: Any) -> Client:
    return signed_in(client, member)


def send(client: Client, site: SimpleNamespace, box: Box, text: str) -> Any:
    names = {"pk": str(site.item.pk), "area": str(site.area.pk), "slug": site.page.slug}
    names["other"] = str(site.other.pk)
    data = {box.name: text, **box.beside}
    return client.post(
        box.address.format(**names),
        {key.format(**names): value.format(**names) if value != text else value
         for key, value in data.items()},
    )  # fmt: skip


def refused(answer: Any) -> str:
    """The whole of a refused form as it is read."""
    assert answer.status_code == 422
    html = unescape(answer.content.decode())
    assert "There is a problem" in html
    return html


@pytest.mark.parametrize("name", BOXES)
def test_too_long(name: str, site: SimpleNamespace, writer: Client) -> None:
    before, box = Changeset.objects.count(), BOXES[name]
    text = "bed " * (box.limit // 4) + "beds"
    html = refused(send(writer, site, box, text))
    assert text in html
    assert f"{box.limit} characters" in html.replace(",", "")
    assert Changeset.objects.count() == before


@pytest.mark.parametrize("name", BOXES)
def test_control_characters(name: str, site: SimpleNamespace, writer: Client) -> None:
    before = Changeset.objects.count()
    html = refused(send(writer, site, BOXES[name], f"Put two{BELL} beds here"))
    assert f"Put two{BELL} beds here" in html
    assert "holds a character that cannot be shown, after “Put two”. Delete it there" in html
    assert Changeset.objects.count() == before


@pytest.mark.parametrize("text", ["", " ", "\n\t \r\n", "\u3000"])
@pytest.mark.parametrize("name", NEEDED)
def test_nothing_or_only_white_space(
    name: str, text: str, site: SimpleNamespace, writer: Client
) -> None:
    before = Changeset.objects.count()
    refused(send(writer, site, BOXES[name], text))
    assert Changeset.objects.count() == before


@pytest.mark.parametrize(
    "name", [n for n in BOXES if n not in ("details, benefit", "reservation", "paste")]
)
def test_a_pasted_tab_or_line_is_a_blank_in_a_field_of_one_line(
    name: str, site: SimpleNamespace, writer: Client
) -> None:
    answer = send(writer, site, BOXES[name], "Two\tbeds\r\nfree")
    assert answer.status_code == 302
    rows = (
        *Recommendation.objects.values_list("wording", "status_note", "doer", "evidence"),
        *Star.objects.values_list("reason"),
        *Changeset.objects.values_list("note"),
        *site.page.areas.values_list("title"),
    )
    assert "Two beds free" in str(rows)


def test_the_text_of_a_page_keeps_its_tabs_and_refuses_control_characters(
    site: SimpleNamespace, writer: Client
) -> None:
    address, text = "/wiki/night-work/edit/", "One\n\n\tTwo"
    form = {"title": "Night work", "base": str(_last(site.page)), "body": f"One{BELL}"}
    assert f"One{BELL}" in refused(writer.post(address, form))
    assert writer.post(address, form | {"body": text}).status_code == 302
    site.page.refresh_from_db()
    assert site.page.body == text


def test_a_number_of_another_pages_recommendation_is_left_alone(
    site: SimpleNamespace, writer: Client, make_page: Any, author: Any
) -> None:
    elsewhere = arranging.add_area(make_page("Rota"), "Weeks", author=author)
    other = arranging.add(elsewhere, "Publish it early", author=author)
    before = _last(other.page)
    data = {
        "item": [str(site.item.pk), str(other.pk)],
        "area": [str(site.area.pk)],
        f"w-{site.item.pk}": "Keep two beds free",
        f"x-{other.pk}": "1",
        f"at-{other.pk}": "1",
    }
    assert writer.post("/wiki/night-work/recommendations/", data).status_code == 302
    site.item.refresh_from_db()
    other.refresh_from_db()
    assert site.item.wording == "Keep two beds free"
    assert (other.wording, other.is_removed, _last(other.page)) == (
        "Publish it early",
        False,
        before,
    )
    for chosen in ([other.pk], [other.pk, site.item.pk]):
        answer = writer.post("/wiki/night-work/recommendations/star/", {"star": chosen})
        assert f"{other.ref} stands on “Rota” by now" in refused(answer)
    assert not Star.objects.filter(recommendation=other).exists()


def _last(page: Page) -> int:
    return int(Changeset.objects.filter(page=page).latest("number").number)
