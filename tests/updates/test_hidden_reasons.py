"""Whoever gave a reason that was hidden is told so by its form, which is empty."""

from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client

from recommendations.arranging import reword
from recommendations.criteria import define
from recommendations.models import Reservation, Star
from recommendations.reserving import raise_reservation
from recommendations.starring import give
from tests.updates.test_bringing_back_hidden import WHY, hide_all
from tests.wiki.test_deleting import words
from wiki.hideable import BLANK


@pytest.fixture
def item(a_small_site: SimpleNamespace, listener: Any, author: Any, moderator: Any) -> Any:
    """It was starred and reserved for reasons that are hidden."""
    item = a_small_site.reworded
    give(item, person=listener, reason="Quillwort grows there")
    give(item, person=author, reason="It helps")
    raise_reservation(item, person=listener, reason="Quillwort rusts")
    hide_all(a_small_site.page, "uillwort", moderator)
    item.refresh_from_db()
    return item


def forms(client: Client, item: Any) -> list[Any]:
    return [client.get(f"/recommendations/{item.pk}/{end}/") for end in ("star", "reservation")]


def test_the_form_is_empty_and_says_why(
    item: Any, client: Client, listener: Any, signed_in: Any
) -> None:
    signed_in(client, listener)
    for answer in forms(client, item):
        assert answer.context["form"]["reason"].value() == ""
        assert "was hidden by mo on" in words(answer)
        assert WHY in words(answer)
        assert "What you write here takes its place" in words(answer)
    page = client.get(item.get_absolute_url())
    assert f'value="{BLANK}"' not in page.content.decode()
    assert "Your reason was hidden by a moderator. See why" in words(page)


def test_others_read_their_own(item: Any, client: Client, author: Any, signed_in: Any) -> None:
    signed_in(client, author)
    starred, reserved = forms(client, item)
    assert starred.context["form"]["reason"].value() == "It helps"
    for answer in (starred, reserved, client.get(item.get_absolute_url())):
        assert "was hidden by" not in words(answer).partition("Reservations")[0]


def test_what_is_written_takes_its_place(
    item: Any, client: Client, listener: Any, signed_in: Any
) -> None:
    signed_in(client, listener)
    where = f"/recommendations/{item.pk}"
    client.post(f"{where}/star/", {"do": "explain", "reason": "Beds help"})
    client.post(f"{where}/reservation/", {"do": "raise", "reason": "Beds creak"})
    for answer, said in zip(forms(client, item), ("Beds help", "Beds creak"), strict=True):
        assert answer.context["form"]["reason"].value() == said
        assert "was hidden by" not in words(answer)


def test_a_star_that_needs_a_reason_is_kept_with_another(
    item: Any, client: Client, listener: Any, author: Any, signed_in: Any
) -> None:
    define(item.page, [], author=author, need_reason=True)
    reword(item, "Sleep at home", author=author)
    signed_in(client, listener)
    where = f"/recommendations/{item.pk}/star/"
    refused = client.post(where, {"do": "give"})
    assert refused.status_code == 422
    assert "On this page a star comes with a reason" in words(refused)
    assert "was hidden by mo on" in words(refused)
    assert client.post(where, {"do": "give", "reason": "Beds help"}).status_code == 302
    star = Star.objects.get(person=listener, recommendation=item)
    assert (star.reason, star.wording) == ("Beds help", "Sleep at home")


def test_a_reservation_is_kept_and_withdrawn_without_its_reason(
    item: Any, client: Client, listener: Any, author: Any, signed_in: Any
) -> None:
    reword(item, "Sleep at home", author=author)
    signed_in(client, listener)
    where = f"/recommendations/{item.pk}/reservation/"
    refused = client.post(where, {"do": "withdraw", "note": "n" * 501})
    assert refused.status_code == 422
    assert refused.context["form"]["reason"].value() == ""
    client.post(where, {"do": "keep"})
    mine = Reservation.objects.get(person=listener)
    assert (mine.reason, mine.wording) == (BLANK, "Sleep at home")
