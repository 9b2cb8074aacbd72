"""Similar recommendations: found on the whole site, offered while a new one is written."""

from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import settings
from django.test import Client, override_settings

from recommendations.arranging import add, add_area, remove, reword, set_status
from recommendations.models import Recommendation
from recommendations.starring import give
from search.similar import similar_to
from tests.elements import Element, read
from wiki.changesets import recording

SAYS = "Dim the lamps in the corridor at night"
LIKE = "At night, dim every lamp in the corridor"


@pytest.fixture
def site(make_page: Any, author: Any, member: Any, listener: Any) -> SimpleNamespace:
    """Two pages; on one of them stands what somebody is about to propose on the other."""
    rota, ward = make_page("Rota"), make_page("Ward")
    area = add_area(ward, "Light", author=author)
    lamps = add(area, SAYS, author=author)
    add(area, "Print the rota a week ahead", author=author)
    give(lamps, person=listener)
    reword(lamps, LIKE, author=author)
    give(lamps, person=member)
    return SimpleNamespace(page=rota, ward=ward, area=area, lamps=lamps)


@pytest.fixture
def writer(client: Client, member: Any, signed_in: Any) -> Client:
    return signed_in(client, member)


ADD = "/wiki/rota/recommendations/add/"


def found(wording: str, reader: Any, **more: Any) -> list[str]:
    return [one.item.wording for one in similar_to(wording, reader, **more)]


def test_the_site_is_searched_whatever_the_order_and_form_of_words(
    site: SimpleNamespace, member: Any
) -> None:
    for typed in (SAYS, "corridor lamps: dimmed at night", "DIM LAMPS, CORRIDOR", f"{SAYS} please"):
        assert found(typed, member) == [LIKE]


def test_what_shares_common_words_or_none_is_not_offered(
    site: SimpleNamespace, member: Any
) -> None:
    for typed in ("", "   ", "the at in", "Print lamps", "Help people", "“”", 'x" OR "lamps', "🌙"):
        assert found(typed, member) == []


def test_the_most_alike_comes_first_and_only_a_few_are_offered(
    site: SimpleNamespace, member: Any, author: Any
) -> None:
    for n in range(8):
        add(site.area, f"Dim the lamps in corridor {n} of the ward at night", author=author)
    typed = "Dim the lamps in corridor 3 of the ward at night"
    offered = found(typed, member)
    assert len(offered) == 5
    assert offered[0] == typed
    assert found(typed, member, limit=1) == [typed]


def test_one_is_not_similar_to_itself(site: SimpleNamespace, member: Any) -> None:
    assert found(LIKE, member, but=site.lamps.pk) == []


def test_what_was_removed_or_superseded_is_not_offered_but_what_was_declined_is(
    site: SimpleNamespace, member: Any, author: Any
) -> None:
    set_status(site.lamps, "declined", author=author, note="Too dark")
    assert found(SAYS, member) == [LIKE]
    with recording(site.ward, author=author):
        site.lamps.refresh_from_db()
        site.lamps.status = "superseded"
        site.lamps.save()
    assert found(SAYS, member) == []
    set_status(add(site.area, SAYS, author=author), "agreed", author=author)
    assert found(SAYS, member) == [SAYS]
    for item in Recommendation.objects.filter(wording=SAYS):
        remove(item, author=author)
    assert found(SAYS, member) == []


def test_the_number_of_queries_does_not_grow(
    site: SimpleNamespace, member: Any, author: Any, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(4):
        assert len(similar_to(SAYS, member)) == 1
    for n in range(10):
        add(site.area, f"Dim the lamps in corridor {n}", author=author)
    with django_assert_num_queries(4):
        assert len(similar_to(SAYS, member)) == 5


# The form ---------------------------------------------------------------------------------------


def said(page: Element) -> list[str]:
    return page.one("#similar").texts("p[role=status]")


def test_an_empty_form_offers_nothing(site: SimpleNamespace, writer: Client) -> None:
    assert said(read(writer.get(ADD))) == [""]


def test_looking_keeps_the_words_and_saves_nothing(site: SimpleNamespace, writer: Client) -> None:
    before = Recommendation.objects.count()
    typed = {"wording": SAYS, "new_area": "Light here", "note": "As heard", "do": "similar"}
    page = read(writer.post(ADD, typed))
    assert said(page) == ["1 similar recommendation"]
    one = page.one("#similar li")
    assert one.one(".star").text == "1 star."
    assert one.one("a").text == f"{LIKE} (opens in a new tab)"
    assert one.one("a")["href"] == f"/wiki/ward/#r{site.lamps.pk}"
    assert one.one(".meta").text == f"R{site.lamps.pk}"
    assert one.one(".rec-note").text == "on Ward 1 star was given to an earlier wording"
    assert page.one("#wording").raw.strip() == SAYS
    assert page.one("#new_area")["value"] == "Light here"
    assert page.one("#note")["value"] == "As heard"
    assert page.all("#problems") == []
    assert Recommendation.objects.count() == before


def test_whoever_looks_is_told_of_none_too(site: SimpleNamespace, writer: Client) -> None:
    page = read(writer.post(ADD, {"wording": "Knock twice", "do": "similar"}))
    assert said(page) == ["No similar recommendation found"]
    page = read(writer.post(ADD, {"wording": "", "do": "similar"}))
    assert page.all("#problems") == []


def test_a_refused_form_offers_them_too(site: SimpleNamespace, writer: Client) -> None:
    page = read(writer.post(ADD, {"wording": SAYS, "note": "x" * 501}), status=422)
    assert said(page) == ["1 similar recommendation"]


def test_a_script_is_answered_with_the_list_alone(site: SimpleNamespace, writer: Client) -> None:
    answer = read(writer.get("/recommendations/similar/", {"wording": SAYS}))
    assert answer.texts("p[role=status]") == ["1 similar recommendation"]
    assert answer.all("html") == []
    silent = read(writer.get("/recommendations/similar/", {"wording": "Knock"}))
    assert silent.texts("p[role=status]") == [""]
    assert writer.get("/recommendations/similar/").status_code == 200


def test_whoever_is_signed_out_meanwhile_is_not_led_away(site: SimpleNamespace) -> None:
    answer = Client().get("/recommendations/similar/", {"wording": SAYS}, HTTP_HX_REQUEST="true")
    assert answer.status_code == 204
    assert "HX-Redirect" not in answer.headers


def test_looking_too_often_waits_and_loses_nothing(site: SimpleNamespace, writer: Client) -> None:
    with override_settings(WRITE_RATES={**settings.WRITE_RATES, "preview": "1/3600"}):
        address = "/recommendations/similar/"
        assert writer.get(address, {"wording": SAYS}).status_code == 200
        assert writer.get(address, {"wording": SAYS}).status_code == 429
        answer = writer.post(ADD, {"wording": SAYS, "do": "similar"})
        assert answer.status_code == 429
        assert SAYS in answer.content.decode()


def test_the_numbers_of_a_page_that_hides_its_tally_are_not_told(
    site: SimpleNamespace, author: Any, new_person: Any, signed_in: Any
) -> None:
    with recording(site.ward, author=author):
        site.ward.hides_tally = True
        site.ward.save()
    client = signed_in(Client(), new_person("ines"))
    one = read(client.post(ADD, {"wording": SAYS, "do": "similar"})).one("#similar li")
    assert one.one(".star").text.startswith("–")
    assert one.one(".rec-note").text == "on Ward"


# After saving -----------------------------------------------------------------------------------


def test_what_says_nearly_the_same_is_named_beside_what_was_proposed(
    site: SimpleNamespace, writer: Client
) -> None:
    page = read(writer.post(ADD, {"wording": SAYS}, follow=True))
    new = Recommendation.objects.latest("pk")
    twin = page.one(f"#r{new.pk} #twin")
    assert twin.text.startswith(f"R{site.lamps.pk} says something similar: {LIKE}")
    assert [link["href"] for link in twin.all("a")] == [
        f"/wiki/ward/#r{site.lamps.pk}",
        f"/recommendations/{site.lamps.pk}/merge/?with={new.pk}",
    ]
    merging = read(writer.get(twin.all("a")[1]["href"]))
    assert all(words in merging.one("main").text for words in (LIKE, SAYS))


@pytest.mark.parametrize(
    "wording", ["Dim the lamps in the ward at ten at night", "Knock before you come in"]
)
def test_what_is_only_a_little_alike_is_not_named(
    site: SimpleNamespace, writer: Client, wording: str
) -> None:
    page = read(writer.post(ADD, {"wording": wording}, follow=True))
    assert page.all("#twin") == []


def test_nonsense_in_the_address_names_nothing(site: SimpleNamespace, writer: Client) -> None:
    for proposed in ("", "x", "0", str(site.lamps.pk), "9" * 30):
        page = read(writer.get("/wiki/ward/", {"proposed": proposed}))
        assert page.all("#twin") == []
