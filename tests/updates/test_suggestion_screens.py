"""The screens on which a change is suggested, read and decided on."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from updates.accepting import parts_of
from updates.editing import Texts
from updates.models import PageDraft, Suggestion
from updates.suggesting import suggest
from wiki.models import Changeset, Page
from wiki.protecting import protect

from .conftest import BODY

LONGER = BODY.replace("is short too", "is a little longer")
SUGGEST = "/wiki/night-work/suggest/"
LIST = "/wiki/night-work/suggestions/"
FORM = {"do": "send", "base": "1", "title": "Night work", "tags": "shifts, rest", "note": "Longer"}


@pytest.fixture
def suggested(a_page: Page, member: Any) -> Callable[..., Suggestion]:
    def make(body: str = LONGER, **more: Any) -> Suggestion:
        texts = {"title": a_page.title, "tags": a_page.tags, "body": body} | more
        return suggest(a_page, Texts(**texts), base=1, author=member, note="It is longer")

    return make


@pytest.fixture
def closed(a_page: Page, moderator: Any) -> Page:
    protect(a_page, by=moderator, level="moderators", reason="Voted on")
    return a_page


def words(answer: Any) -> str:
    import re

    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


# Suggesting -----------------------------------------------------------------------------------


def test_a_protected_page_offers_to_suggest_a_change(
    closed: Page, as_member: Client, stranger: Client
) -> None:
    answer = as_member.get("/wiki/night-work/")
    assert f'href="{SUGGEST}">Suggest a change</a>' in answer.content.decode()
    assert f'href="{SUGGEST}"' in as_member.get("/wiki/night-work/edit/").content.decode()
    form = as_member.get(SUGGEST)
    assert form.status_code == 200
    assert "Send suggestion" in words(form)
    assert 'name="parent"' not in form.content.decode()


def test_the_editor_offers_to_suggest_instead(a_page: Page, as_member: Client) -> None:
    form = as_member.get("/wiki/night-work/edit/").content.decode()
    assert f'formaction="{SUGGEST}">Suggest instead</button>' in form


def test_sending_leads_to_the_suggestion_and_leaves_the_page(
    closed: Page, as_member: Client, member: Any
) -> None:
    answer = as_member.post(SUGGEST, FORM | {"body": LONGER}, follow=True)
    made = Suggestion.objects.get()
    assert answer.redirect_chain[-1][0] == made.get_absolute_url()
    assert "Your suggestion is sent" in words(answer)
    assert (made.author, made.note, made.base) == (member, "Longer", 1)
    assert Page.objects.get(pk=closed.pk).body == BODY


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"body": BODY}, "Nothing differs from the page"),
        ({"body": "  "}, "Leave in the text what should stay on the page"),
        ({"body": LONGER, "title": ""}, "Give the page a title"),
        ({"body": "a" * 200_001}, "use at most 200000 characters"),
        ({"body": LONGER, "note": "n" * 501}, "use at most 500 characters"),
        ({"body": LONGER, "title": "Rota"}, "There is already a page called “Rota”"),
    ],
)
def test_what_cannot_be_sent_stays_in_the_form(
    typed: dict[str, str], said: str, a_page: Page, make_page: Any, as_member: Client
) -> None:
    make_page("Rota")
    answer = as_member.post(SUGGEST, FORM | typed)
    assert answer.status_code == 422
    assert said in words(answer)
    assert typed["body"].strip()[:500] in answer.content.decode()
    assert not Suggestion.objects.exists()


def test_a_section_is_suggested_alone(make_page: Any, as_member: Client, moderator: Any) -> None:
    page = make_page("Beds", body="# One\n\nFirst.\n\n# Two\n\nSecond.")
    protect(page, by=moderator, level="moderators", reason="Voted on")
    shown = as_member.get("/wiki/beds/").content.decode()
    assert 'href="/wiki/beds/suggest/t-two/?base=2"' in shown
    form = as_member.get("/wiki/beds/suggest/t-two/?base=2").content.decode()
    assert "Second." in form
    assert "First." not in form
    sent = {"do": "send", "base": "2", "section": "t-two", "body": "# Two\n\nThe second."}
    as_member.post("/wiki/beds/suggest/t-two/", sent | {"note": ""})
    assert Suggestion.objects.get().body == "# One\n\nFirst.\n\n# Two\n\nThe second."


def test_a_section_that_is_gone_leads_to_the_whole_page(a_page: Page, as_member: Client) -> None:
    answer = as_member.get(f"{SUGGEST}t-gone/", follow=True)
    assert answer.redirect_chain[-1][0] == SUGGEST
    assert "not on the page any more" in words(answer)


def test_preview_and_changes_send_nothing(a_page: Page, as_member: Client) -> None:
    for do in ("preview", "changes"):
        answer = as_member.post(SUGGEST, FORM | {"do": do, "body": LONGER})
        assert answer.status_code == 200
        assert "a little longer" in answer.content.decode()
    assert not Suggestion.objects.exists()


def test_a_draft_of_it_comes_back_to_its_own_form(closed: Page, as_member: Client) -> None:
    key = "a" * 32
    typed = FORM | {"do": "draft", "draft": key, "suggests": "1", "body": LONGER}
    answer = as_member.post(SUGGEST, typed)
    assert answer["Location"] == f"{SUGGEST}?draft={key}"
    assert "a little longer" in as_member.get(answer["Location"]).content.decode()
    assert f"{SUGGEST}?draft={key}" in as_member.get(SUGGEST).content.decode()
    as_member.post(SUGGEST, typed | {"do": "send"})
    assert not PageDraft.objects.exists()


def test_a_draft_of_an_edit_can_be_sent_where_the_page_was_protected_since(
    a_page: Page, as_member: Client, moderator: Any
) -> None:
    key = "b" * 32
    as_member.post(
        f"{a_page.get_absolute_url()}edit/", FORM | {"do": "draft", "draft": key, "body": LONGER}
    )
    protect(a_page, by=moderator, level="moderators", reason="Voted on")
    assert f"{SUGGEST}?draft={key}" in as_member.get(SUGGEST).content.decode()
    assert "a little longer" in as_member.get(f"{SUGGEST}?draft={key}").content.decode()


def test_a_refused_edit_goes_on_as_a_suggestion(closed: Page, as_member: Client) -> None:
    answer = as_member.post("/wiki/night-work/edit/", FORM | {"do": "save", "body": LONGER})
    assert answer.status_code == 403
    shown = answer.content.decode()
    assert f'action="{SUGGEST}"' in shown
    assert "Go on with it as a suggestion" in shown
    assert shown.count("a little longer") == 2  # in that form, and to be copied
    answer = as_member.post(SUGGEST, FORM | {"do": "preview", "body": LONGER})
    assert "a little longer" in answer.content.decode()


def test_what_was_typed_outlives_a_lost_session(
    a_page: Page, stranger: Client, signed_in: Any, member: Any
) -> None:
    answer = stranger.post(SUGGEST, FORM | {"body": LONGER})
    assert answer["Location"].startswith("/accounts/login/")
    form = signed_in(stranger, member).get(SUGGEST)
    assert "a little longer" in form.content.decode()
    assert "Your text from before you signed in is back" in words(form)


def test_suggesting_is_limited_like_other_writing(
    a_page: Page, as_member: Client, settings: Any
) -> None:
    settings.WRITE_RATES = settings.WRITE_RATES | {"edit": "1/3600"}
    as_member.post(SUGGEST, FORM | {"body": LONGER})
    answer = as_member.post(SUGGEST, FORM | {"body": LONGER + " More."})
    assert answer.status_code == 429
    assert Suggestion.objects.count() == 1


# Reading --------------------------------------------------------------------------------------


def test_the_page_tells_editors_that_suggestions_wait_and_authors_of_their_own(
    suggested: Any, a_page: Page, as_member: Client, as_author: Client, moderator: Any
) -> None:
    suggested()
    assert "1 suggestion waits" in words(as_author.get("/wiki/night-work/"))
    suggested(LONGER + " More.")
    assert "2 suggestions wait" in words(as_author.get("/wiki/night-work/"))
    assert "Your 2 suggestions wait" in words(as_member.get("/wiki/night-work/"))
    assert "wait" not in words(Client().get("/wiki/night-work/"))
    protect(a_page, by=moderator, level="moderators", reason="Voted on")
    assert "suggestions wait" not in words(as_author.get("/wiki/night-work/"))
    assert "Your 2 suggestions wait" in words(as_member.get("/wiki/night-work/"))


def test_the_list_tells_open_and_decided_ones_apart(
    suggested: Any, as_author: Client, stranger: Client
) -> None:
    first, second = suggested(), suggested(LONGER + " More.")
    as_author.post(first.get_absolute_url(), {"do": "accept"})
    open_ones = words(stranger.get(LIST))
    assert f"Suggestion {second.pk} by ben" in open_ones
    assert f"Suggestion {first.pk} by ben" not in open_ones
    decided = words(stranger.get(f"{LIST}?show=decided"))
    assert f"Suggestion {first.pk} by ben" in decided
    assert "Accepted by amara" in decided


def test_a_list_costs_the_same_however_long_it_is(
    suggested: Any, stranger: Client, django_assert_max_num_queries: Any
) -> None:
    for n in range(12):
        suggested(f"{LONGER} {n}")
    with django_assert_max_num_queries(9):
        assert stranger.get(LIST).status_code == 200


def test_a_suggestion_shows_word_by_word_what_it_would_change(
    suggested: Any, stranger: Client
) -> None:
    made = suggested(tags="beds", title="Night shifts")
    shown = words(stranger.get(made.get_absolute_url()))
    assert "removed: short too" in shown
    assert "added: a little longer" in shown
    assert "added: beds" in shown
    assert "It is longer" in shown
    read = stranger.get(f"{made.get_absolute_url()}?show=page&context=all")
    assert "The first paragraph is short." in words(read)


def test_a_suggestion_says_how_the_page_moved_on(
    suggested: Any, edit: Any, author: Any, stranger: Client, moderator: Any, a_page: Page
) -> None:
    made = suggested()
    protect(a_page, by=moderator, level="named", people=[author], reason="Voted on")
    assert "was changed" not in words(stranger.get(made.get_absolute_url()))
    edit(1, body=BODY.replace("The third ends it.", "It ends."), author=author)
    shown = words(stranger.get(made.get_absolute_url()))
    assert "was changed 1 time since this was suggested. Nothing of that touches it." in shown
    edit(3, body=BODY.replace("is short too", "has gone"), author=author)
    assert "Both touch 1 place" in words(stranger.get(made.get_absolute_url()))


def test_a_suggestion_of_another_page_is_not_there(
    suggested: Any, make_page: Any, stranger: Client
) -> None:
    make_page("Rota")
    assert stranger.get(f"/wiki/rota/suggestions/{suggested().pk}/").status_code == 404


def test_proposed_words_are_not_searched(suggested: Any, stranger: Client) -> None:
    suggested(BODY + "\n\nZebra crossing.")
    assert "Nothing" in words(stranger.get("/search/?q=zebra"))


def test_a_deleted_page_keeps_its_suggestions_to_itself(
    suggested: Any, a_page: Page, moderator: Any, stranger: Client
) -> None:
    from wiki.deleting import delete, undelete

    address = suggested().get_absolute_url()
    delete(a_page, by=moderator, reason="It said nothing")
    assert {stranger.get(one).status_code for one in (address, LIST, SUGGEST)} == {302, 410}
    undelete(a_page, by=moderator)
    assert stranger.get(address).status_code == 200


# Deciding -------------------------------------------------------------------------------------


def test_accepting_tells_everywhere_whose_words_they_are(
    suggested: Any, as_author: Client, stranger: Client
) -> None:
    made = suggested()
    answer = as_author.post(made.get_absolute_url(), {"do": "accept"}, follow=True)
    assert "It is on the page, with the name of ben" in words(answer)
    assert "View what it changed, in update 2" in words(answer)
    told = "ben (suggested; accepted by amara )"
    for where in ("", "history/", "changes/2/", "compare/1/2/", "authors/"):
        assert told in words(stranger.get(f"/wiki/night-work/{where}")), where
    said = "ben suggested, and amara accepted, a change of"
    assert said in words(stranger.get("/activity/"))
    assert said in stranger.get("/activity/feed/").content.decode()
    assert said.removeprefix("ben ").capitalize() in words(stranger.get("/people/ben/"))


def test_declining_asks_why(suggested: Any, as_author: Client) -> None:
    made = suggested()
    answer = as_author.post(made.get_absolute_url(), {"do": "decline", "reason": " "})
    assert answer.status_code == 422
    assert "Say in one sentence why not" in words(answer)
    as_author.post(made.get_absolute_url(), {"do": "decline", "reason": "We voted on it"})
    made.refresh_from_db()
    assert (made.state, made.reason) == ("declined", "We voted on it")
    shown = as_author.get(made.get_absolute_url())
    assert "Take it up again" in words(shown)
    as_author.post(made.get_absolute_url(), {"do": "take_up"})
    assert "amara had declined it" in words(as_author.get(made.get_absolute_url()))


def test_a_reason_outlives_a_lost_session(
    suggested: Any, stranger: Client, signed_in: Any, author: Any
) -> None:
    made = suggested()
    stranger.post(made.get_absolute_url(), {"do": "decline", "reason": "We voted on it"})
    shown = signed_in(stranger, author).get(made.get_absolute_url())
    assert 'value="We voted on it"' in shown.content.decode()


def test_who_suggested_it_may_withdraw_it_and_not_decide(
    suggested: Any, as_member: Client, as_author: Client
) -> None:
    made = suggested()
    shown = words(as_member.get(made.get_absolute_url()))
    assert "Withdraw it" in shown
    assert "Accept it" not in shown
    answer = as_member.post(made.get_absolute_url(), {"do": "accept"})
    assert answer.status_code == 403
    assert "Somebody else decides on what you suggest" in words(answer)
    assert as_author.post(made.get_absolute_url(), {"do": "withdraw"}).status_code == 403
    as_member.post(made.get_absolute_url(), {"do": "withdraw"})
    made.refresh_from_db()
    assert made.state == "withdrawn"


def test_who_comes_too_late_is_told_and_keeps_the_reason(
    suggested: Any, as_member: Client, as_author: Client
) -> None:
    made = suggested()
    as_member.post(made.get_absolute_url(), {"do": "withdraw"})
    answer = as_author.post(made.get_absolute_url(), {"do": "decline", "reason": "We voted"})
    assert answer.status_code == 409
    assert "Somebody decided meanwhile" in words(answer)
    assert "We voted" in answer.content.decode()


def test_who_may_not_edit_the_page_may_not_decide(
    suggested: Any, closed: Page, as_author: Client
) -> None:
    made = suggested()
    assert "Decline it" not in words(as_author.get(made.get_absolute_url()))
    answer = as_author.post(made.get_absolute_url(), {"do": "decline", "reason": "We voted"})
    assert answer.status_code == 403
    assert "We voted" in answer.content.decode()
    assert as_author.get(f"{made.get_absolute_url()}parts/").status_code == 403


def test_parts_are_accepted_alone(suggested: Any, as_author: Client, a_page: Page) -> None:
    made = suggested(LONGER, tags="beds")
    address = f"{made.get_absolute_url()}parts/"
    assert as_author.get(address).content.decode().count('name="part"') == 2
    answer = as_author.post(address, {"do": "parts", "some": "1", "reason": ""})
    assert answer.status_code == 422
    assert "Choose what to accept" in words(answer)
    chosen = {"do": "parts", "some": "1", "part": "tags", "reason": "The text is right"}
    as_author.post(address, chosen)
    page = Page.objects.get(pk=a_page.pk)
    assert (page.tags, page.body) == ("beds", BODY)
    shown = words(as_author.get(made.get_absolute_url()))
    assert "Accepted in part by amara" in shown
    assert "The text is right" in shown


def test_other_words_become_an_update_of_the_editor(
    suggested: Any, as_author: Client, author: Any, member: Any, a_page: Page
) -> None:
    made = suggested()
    address = f"{made.get_absolute_url()}parts/"
    chosen = {"some": "1", "part": [part.key for part in parts_of(made)], "reason": ""}
    form = as_author.post(address, chosen | {"do": "edit"})
    assert "a little longer" in form.content.decode()
    texts = {"title": "Night work", "tags": "shifts, rest", "body": LONGER.replace("little", "bit")}
    as_author.post(address, chosen | texts | {"do": "edited", "against": "1"})
    rows = Changeset.objects.filter(page=a_page).order_by("number")
    assert [(row.author, row.accepted_by) for row in rows][1:] == [(member, author), (author, None)]
    assert Page.objects.get(pk=a_page.pk).body == LONGER.replace("little", "bit")
    made.refresh_from_db()
    assert (made.state, made.update) == ("partly", rows[1])


def test_other_words_merge_with_what_was_saved_meanwhile(
    suggested: Any, as_author: Client, edit: Any, listener: Any, a_page: Page
) -> None:
    made = suggested()
    address = f"{made.get_absolute_url()}parts/"
    chosen = {"some": "1", "part": [part.key for part in parts_of(made)], "reason": ""}
    edit(1, body=BODY.replace("The third ends it.", "It ends."), author=listener)
    texts = {"title": "Night work", "tags": "shifts, rest", "body": LONGER.replace("little", "bit")}
    as_author.post(address, chosen | texts | {"do": "edited", "against": "1"})
    assert Page.objects.get(pk=a_page.pk).body == texts["body"].replace(
        "The third ends it.", "It ends."
    )
    made.refresh_from_db()
    assert made.update.merged_since == 1


def test_other_words_that_meet_others_come_back(
    suggested: Any, as_author: Client, edit: Any, listener: Any
) -> None:
    made = suggested()
    address = f"{made.get_absolute_url()}parts/"
    chosen = {"some": "1", "part": [part.key for part in parts_of(made)], "reason": ""}
    edit(1, body=BODY.replace("The third ends it.", "It ends."), author=listener)
    mine = LONGER.replace("The third ends it.", "The third goes on and on.")
    texts = {"title": "Night work", "tags": "shifts, rest", "body": mine}
    answer = as_author.post(address, chosen | texts | {"do": "edited", "against": "1"})
    assert answer.status_code == 409
    assert "The third goes on and on." in answer.content.decode()
    assert 'name="against" value="2"' in answer.content.decode()
    made.refresh_from_db()
    assert made.is_open


@pytest.fixture
def clash(suggested: Any, edit: Any, listener: Any) -> Suggestion:
    """A suggestion of words that somebody rewrote since."""
    made: Suggestion = suggested()
    edit(1, body=BODY.replace("is short too", "has gone"), author=listener)
    return made


def test_a_conflict_asks_which_wording_to_keep(clash: Suggestion, as_author: Client) -> None:
    answer = as_author.post(clash.get_absolute_url(), {"do": "accept"})
    assert answer.status_code == 409
    assert "1 place needs you" in words(answer)
    assert "Suggested" in words(answer)
    answer = as_author.post(clash.get_absolute_url(), {"do": "decide", "against": "2"})
    assert answer.status_code == 409
    assert "Choose a wording for every place" in words(answer)


def decide(client: Client, made: Suggestion, a_page: Page, **choice: str) -> list[Any]:
    client.post(made.get_absolute_url(), {"do": "decide", "against": "2"} | choice)
    rows = Changeset.objects.filter(page=a_page, number__gt=2).order_by("number")
    return [(str(row.author), str(row.accepted_by or "")) for row in rows]


def test_the_suggested_wording_is_chosen(
    clash: Suggestion, as_author: Client, a_page: Page
) -> None:
    assert decide(as_author, clash, a_page, p1="mine") == [("ben", "amara")]
    assert Page.objects.get(pk=a_page.pk).body == LONGER
    clash.refresh_from_db()
    assert clash.state == "accepted"
    assert clash.update.merged_since == 1


def test_a_wording_of_ones_own_stands_in_ones_own_update(
    clash: Suggestion, as_author: Client, a_page: Page
) -> None:
    mine = {"p1": "own", "p1_text": "The second one has grown."}
    assert decide(as_author, clash, a_page, **mine) == [("ben", "amara"), ("amara", "")]
    assert "The second one has grown." in Page.objects.get(pk=a_page.pk).body
    clash.refresh_from_db()
    assert clash.state == "partly"


def test_a_conflict_that_was_overtaken_is_asked_anew_and_keeps_own_words(
    clash: Suggestion, as_author: Client, edit: Any, listener: Any
) -> None:
    edit(2, body=BODY.replace("is short too", "came back"), author=listener)
    choice = {"p1": "own", "p1_text": "The second one has grown."}
    answer = as_author.post(clash.get_absolute_url(), {"do": "decide", "against": "2"} | choice)
    assert answer.status_code == 409
    assert "The second one has grown." in answer.content.decode()
    assert "came back" in answer.content.decode()
    assert 'name="against" value="3"' in answer.content.decode()


def test_who_suggests_is_not_told_of_as_editing(
    a_page: Page, as_member: Client, as_author: Client, member: Any
) -> None:
    as_member.get(SUGGEST)
    told = {"do": "here", "draft": "a" * 32, "person": member.pk}
    as_member.post("/wiki/night-work/draft/?suggests", told)
    assert "editing this page too" not in words(as_author.get("/wiki/night-work/edit/"))
    as_member.get("/wiki/night-work/edit/")
    assert "editing this page too" in words(as_author.get("/wiki/night-work/edit/"))


def test_notes_and_reasons_are_linked_like_others(
    a_page: Page, member: Any, make_page: Any, as_author: Client, django_assert_max_num_queries: Any
) -> None:
    make_page("Rota")
    for n in range(8):
        texts = Texts(a_page.title, f"{LONGER} {n}", a_page.tags)
        made = suggest(a_page, texts, base=1, author=member, note=f"See [[Rota]], {n}")
        as_author.post(made.get_absolute_url(), {"do": "decline", "reason": "So says [[Rota]]"})
    with django_assert_max_num_queries(9):
        shown = Client().get(f"{LIST}?show=decided").content.decode()
    assert shown.count('href="/wiki/rota/"') == 16
