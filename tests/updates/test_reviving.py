"""A deleted page that is restored says nowhere what was hidden of it meanwhile, nor that it was."""

from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client

from questions.asking import Answer, answer, ask
from questions.models import Question
from recommendations.arranging import add, add_area, bring_back, set_status
from recommendations.criteria import Meaning, define
from recommendations.detailing import Details, set_details
from recommendations.models import Area, Criterion, Recommendation
from tests.updates.test_bringing_back_hidden import WHY, hide_all
from tests.wiki.test_deleting import whole, words
from updates.blanking import show_words
from updates.moments import at
from updates.reviving import revive
from wiki.access import find_page
from wiki.deleting import TitleHidden, delete
from wiki.hideable import BLANK
from wiki.models import Changeset, Page

ASKED = "The title of this page was hidden by a moderator. Write one that may be read"


@pytest.fixture
def gone(make_page: Any, author: Any, member: Any, moderator: Any) -> SimpleNamespace:
    """A deleted page, of which all is hidden that tells of quillwort."""
    page = make_page("Quillwort key", body="Nights are long.", tags="quillwort, doors")
    area = add_area(page, "Quillwort doors", author=author)
    hidden = add(area, "Bury the quillwort key", author=author)
    item = add(area, "Oil the locks", author=author)
    set_details(item, Details(doer="Quillwort Ann", deed="Oil"), author=author)
    set_status(item, "agreed", author=author, note="Quillwort is slow")
    define(page, [Meaning("Quillwort"), Meaning("Useful", "By quillwort")], author=author)
    question = ask(page, author=member, text="Does it rust?")
    answer(question, author=author, given=Answer("Quillwort does"))
    before = whole(page)
    delete(page, by=moderator, reason=WHY)
    hide_all(page, "uillwort", moderator)
    return SimpleNamespace(page=page, area=area, hidden=hidden, item=item, before=before)


def test_it_comes_back_under_a_title_that_may_be_read(
    gone: SimpleNamespace, client: Client, moderator: Any, signed_in: Any
) -> None:
    signed_in(client, moderator)
    where = f"/wiki/hidden-{gone.page.pk}/"
    assert "Its title was hidden by a moderator: it comes back under" in words(client.get(where))
    for typed, said in (
        ("", ASKED),
        (BLANK, ASKED),
        ("Keys " * 60, "Page title: use at most 200 characters"),
        ("???", "Use a letter or digit"),
    ):
        refused = client.post(f"{where}delete/", {"do": "restore", "title": typed})
        assert refused.status_code == 422, typed
        assert said in words(refused)
        assert refused.context["form"]["title"].value() == typed
        assert "was deleted" in words(refused)
    assert client.get(where).status_code == 410
    answered = client.post(f"{where}delete/", {"do": "restore", "title": "Keys"}, follow=True)
    assert answered.redirect_chain == [("/wiki/keys/", 302)]
    assert "“Keys” is back, with all that may be read of it" in answered.content.decode()
    assert client.get(where).headers["Location"] == "/wiki/keys/"
    assert client.get("/wiki/quillwort-key/").status_code == 404


def test_a_title_that_is_taken_is_refused_at_its_field(
    gone: SimpleNamespace, make_page: Any, client: Client, moderator: Any, signed_in: Any
) -> None:
    make_page("Doors")
    form = {"do": "restore", "title": "Doors"}
    address = f"/wiki/hidden-{gone.page.pk}/delete/"
    refused = signed_in(client, moderator).post(address, form)
    assert refused.status_code == 422
    assert "There is already a page called “Doors”" in words(refused)


def test_what_is_hidden_stays_off_it_or_is_left_empty(
    gone: SimpleNamespace, client: Client, moderator: Any
) -> None:
    with pytest.raises(TitleHidden):
        revive(gone.page, by=moderator)
    update = revive(gone.page, by=moderator, title="Keys", reason="It is put right")
    assert update
    assert (update.note, update.words_removed) == ("It is put right", 0)
    assert revive(gone.page, by=moderator, title="Doors") is None
    page = Page.objects.get(pk=gone.page.pk)
    assert (page.title, page.tags) == ("Keys", "doors")
    assert Area.objects.get(pk=gone.area.pk).title == ""
    assert Recommendation.objects.get(pk=gone.hidden.pk).is_removed
    item = Recommendation.objects.get(pk=gone.item.pk)
    assert not item.is_removed
    assert Details.of(item) == Details(deed="Oil")
    assert (item.status, item.status_note) == ("agreed", "")
    (useful,) = Criterion.objects.filter(page=page, is_removed=False)
    assert (useful.name, useful.meaning) == ("Useful", "")
    assert Question.objects.get(page=page).state == Question.State.OPEN
    now = at(page, page.changesets.first())
    assert [row.id for row in now.recommendations] == [item.pk]
    for address in ("/wiki/keys/", "/wiki/keys/stars/", "/questions/?state=all"):
        assert BLANK not in client.get(address).content.decode(), address
    assert bring_back(gone.hidden, author=moderator, wording="Keep the key")


def test_shown_again_it_goes_on_under_what_it_says_now(
    gone: SimpleNamespace, moderator: Any, author: Any
) -> None:
    revive(gone.page, by=moderator, title="Keys")
    for one in Changeset.objects.filter(page=gone.page).order_by("-number"):
        show_words(one, by=moderator)
    page = find_page(author, "quillwort-key")
    assert page
    assert (page.title, page.slug) == ("Keys", "keys")
    item = Recommendation.objects.get(pk=gone.hidden.pk)
    assert (item.wording, item.is_removed) == ("Bury the quillwort key", True)


def test_shown_again_before_it_comes_back_as_it_was(gone: SimpleNamespace, moderator: Any) -> None:
    for one in Changeset.objects.filter(page=gone.page).order_by("-number"):
        show_words(one, by=moderator)
    revive(gone.page, by=moderator)
    names = {"names": [f"hidden-{gone.page.pk}", *gone.before["names"]]}  # it may have been linked
    assert whole(Page.objects.get(pk=gone.page.pk)) == gone.before | names
