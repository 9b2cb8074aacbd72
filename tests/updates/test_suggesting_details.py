"""Suggesting the details of a recommendation: who does what by when, on what evidence."""

from typing import Any

import pytest
from django.test import Client

from recommendations.arranging import remove
from recommendations.detailing import Details, Evidence, set_details
from recommendations.models import Recommendation
from tests.elements import Element, read
from tests.updates.boards import item
from updates.blanking import hide_words, show_words
from updates.models import Suggestion
from updates.pieces import pieces
from updates.recommending import Meets, accept_changes
from wiki.models import Page
from wiki.protecting import protect

STOOD = Details(doer="The night nurse", by_when="In May")
FORM = {"do": "save", "doer": "The night nurse", "by_when": "In June", "audience": "nurses"}
EVIDENCE = {"url-1": "https://example.org/beds", "sentence-1": "Two beds were enough"}


@pytest.fixture
def keep(board: Page, author: Any) -> Recommendation:
    found = item("Keep two beds free")
    set_details(found, STOOD, author=author)
    return found


def form_of(screen: Element) -> dict[str, str]:
    """What must be sent along with what is typed."""
    return {"seen": screen.one("input[name=seen]")["value"]}


@pytest.fixture
def suggested(keep: Recommendation, as_member: Client) -> Suggestion:
    """Another date, evidence and whom it speaks to."""
    address = f"/recommendations/{keep.pk}/details/suggest/"
    sent = form_of(read(as_member.get(address))) | FORM | EVIDENCE | {"note": "May is over"}
    as_member.post(address, sent)
    found: Suggestion = Suggestion.objects.get()
    return found


def details_of(recommendation: Recommendation) -> Details:
    return Details.of(Recommendation.objects.get(pk=recommendation.pk))


def test_a_protected_page_takes_them_and_accepted_they_are_their_authors_update(
    keep: Recommendation, board: Page, as_member: Client, member: Any, moderator: Any
) -> None:
    protect(board, by=moderator, level="moderators", reason="Voted on")
    link = read(as_member.get(keep.get_absolute_url())).all("main a")
    (address,) = [a["href"] for a in link if a.text == "Suggest other details"]
    form = read(as_member.get(address))
    assert form.one("input[name=doer]")["value"] == "The night nurse"
    as_member.post(address, form_of(form) | FORM | EVIDENCE | {"note": "May is over"})
    made = Suggestion.objects.get()
    assert details_of(keep) == STOOD
    shown = read(as_member.get(made.get_absolute_url()))
    assert [word for word in shown.texts("del") if "May" in word]
    assert [word for word in shown.texts("ins") if "June" in word]
    assert "Two beds were enough https://example.org/beds" in shown.text
    assert "1 recommendation's details changed" in shown.text
    update = accept_changes(made, by=moderator)
    assert update is not None
    assert (update.author, update.accepted_by, update.note) == (member, moderator, "May is over")
    assert update.counts == {"details_changed": 1}
    assert details_of(keep) == Details(
        doer="The night nurse",
        by_when="In June",
        audience="nurses",
        evidence=(Evidence(EVIDENCE["url-1"], EVIDENCE["sentence-1"]),),
    )


def test_they_are_put_together_with_what_others_filled_in_meanwhile(
    keep: Recommendation, suggested: Suggestion, author: Any
) -> None:
    set_details(keep, Details(doer="Anybody", by_when="In May", benefit="Rest"), author=author)
    update = accept_changes(suggested, by=author)
    found = details_of(keep)
    assert (found.doer, found.by_when, found.benefit) == ("Anybody", "In June", "Rest")
    assert update is not None
    assert update.merged_since == suggested.base


def test_where_both_changed_the_same_the_editor_is_asked(
    keep: Recommendation, suggested: Suggestion, author: Any, as_author: Client
) -> None:
    set_details(keep, Details(doer="The night nurse", by_when="In July"), author=author)
    clash = read(as_author.post(suggested.get_absolute_url(), {"do": "accept"}), 409)
    assert "Somebody changed by when to “In July” meanwhile." in clash.text
    part = clash.one("input[name=part]")
    assert "checked" not in part
    against = clash.one("input[name=against]")["value"]
    sent = {"do": "parts", "some": "1", "part": part["value"], "against": against}
    as_author.post(f"{suggested.get_absolute_url()}parts/", sent)
    assert details_of(keep).by_when == "In June"
    suggested.refresh_from_db()
    assert suggested.state == "accepted"


def test_they_are_not_taken_for_one_that_was_removed(
    keep: Recommendation, suggested: Suggestion, author: Any, as_author: Client
) -> None:
    remove(keep, author=author)
    with pytest.raises(Meets):
        accept_changes(suggested, by=author)
    screen = read(as_author.get(f"{suggested.get_absolute_url()}parts/"))
    assert "It was removed meanwhile." in screen.text
    assert "disabled" in screen.one("input[name=part]")


def test_what_cannot_be_sent_stays_in_the_form(
    keep: Recommendation, as_member: Client, author: Any
) -> None:
    address = f"/recommendations/{keep.pk}/details/suggest/"
    seen = form_of(read(as_member.get(address)))
    same = {"do": "save", "doer": STOOD.doer, "by_when": STOOD.by_when}
    assert "Nothing differs" in read(as_member.post(address, seen | same), 422).text
    wrong = read(as_member.post(address, seen | FORM | {"url-1": "beds"}), 422)
    assert wrong.one("input[name=url-1]")["value"] == "beds"
    set_details(keep, Details(doer="The night nurse", by_when="In July"), author=author)
    met = read(as_member.post(address, seen | FORM), 409)
    assert "Theirs, now on the page: In July" in met.text
    assert met.one("input[name=by_when]")["value"] == "In June"
    assert not Suggestion.objects.exists()
    as_member.post(address, form_of(met) | FORM)
    assert Suggestion.objects.get().changes[0]["details"]["by_when"] == "In June"


def test_the_form_of_details_offers_to_suggest_instead(
    keep: Recommendation, as_member: Client
) -> None:
    form = read(as_member.get(f"/recommendations/{keep.pk}/details/"))
    (button,) = form.all("button[formaction]")
    assert button["formaction"] == f"/recommendations/{keep.pk}/details/suggest/"


def test_what_is_hidden_of_an_update_is_not_read_in_the_suggestion_that_it_was(
    keep: Recommendation, suggested: Suggestion, as_member: Client, author: Any, moderator: Any
) -> None:
    update = accept_changes(suggested, by=moderator)
    assert update is not None
    set_details(keep, Details(doer="Anybody"), author=author)
    suggested.refresh_from_db()
    changes, said = suggested.changes, ("June", "nurses", "Two beds were enough")
    assert all(one in as_member.get(suggested.get_absolute_url()).content.decode() for one in said)
    chosen = {piece.key for piece in pieces(update)}
    hide_words(update, chosen, by=moderator, reason="It names somebody")
    shown = as_member.get(suggested.get_absolute_url()).content.decode()
    assert [one for one in said if one in shown] == []
    show_words(update, by=moderator)
    suggested.refresh_from_db()
    assert suggested.changes == changes
