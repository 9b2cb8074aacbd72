"""Titles, wordings and other words that were hidden are to be read nowhere, by nobody.

They came with some updates and went with the next. Every address of the site is asked for them,
whatever links lead to, feeds, search, the export; and when they are shown again, every row of the
database holds what it held.
"""

import io
import re
from html import unescape
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.http import QueryDict
from django.test import Client

from challenges.challenging import challenge
from discussions.models import Post
from discussions.posting import start_thread
from discussions.proposing import propose
from questions.asking import Answer, answer, ask, reopen, supersede
from questions.models import Question
from recommendations.arranging import add, add_area, remove, rename_area, reword, set_status
from recommendations.criteria import Meaning, define
from recommendations.detailing import Details, Evidence, set_details
from recommendations.models import Recommendation
from recommendations.reserving import raise_reservation
from recommendations.starring import explain, give
from tests.whole.test_hidden_text import TELLING, WHY, answer_of, every_address, every_table
from tests.wiki.test_deleting import words
from updates.blanking import WordsStand, hide_words, show_words
from updates.drafts import keep
from updates.editing import Texts
from updates.models import RECOMMENDATIONS, HiddenWords, PageDraft
from updates.moments import at
from updates.parts import parts, restore_parts
from updates.pieces import pieces
from updates.purging import purge_words
from updates.restoring import restore
from updates.suggesting import suggest
from updates.undoing import undo
from watching.watches import set_watch
from wiki.changesets import recording
from wiki.deleting import delete, undelete
from wiki.hideable import BLANK
from wiki.models import Changeset, Link, Page, PageName, PageWatch, Tag
from wiki.writing import revise_page

SECRET = "Quillwort key"
WORDING = "Bury the quillwort key under the third stone"
NUMBERS = range(1, 30)
UNTRACKED = {"wiki.changeset", "updates.hiddenwords", "sessions.session"}


@pytest.fixture
def site(
    a_small_site: SimpleNamespace,
    make_page: Any,
    author: Any,
    member: Any,
    listener: Any,
    django_capture_on_commit_callbacks: Any,
) -> Any:
    """A page that was called, tagged, headed and recommended something, and is no more."""
    page = make_page("Keys", body="Nights are long.", tags="doors")
    set_watch(PageWatch, listener, True, page=page)
    with django_capture_on_commit_callbacks(execute=True):
        revise_page(page, author=member, title=SECRET, tags="quillwort, doors", note="Called")
        area = add_area(page, "Third stone", author=member)
        item = add(area, WORDING, author=member)
        other = add(area, f"{WORDING} too", author=member)
        give(item, person=listener)
        raise_reservation(item, person=author, reason="It rusts")
        start_thread(page, author=author, subject="Rust", body=f"R{item.pk}?", recommendation=item)
        challenge(page, about=item, wrong="It rusts", author=author)
        fields = {"draft": "a" * 32, "base": "2", "title": "Keys", "body": "Nights are short."}
        page.refresh_from_db()
        proposed = Texts(SECRET, "Nights are short.", "quillwort, doors")
        a_small_site.suggestion = suggest(page, proposed, base=2, author=author)
        reword(item, "Bury the key", author=author)
        remove(other, author=author)
        rename_area(area, "Where", author=author)
        revise_page(page, author=author, title="Keys", tags="doors", note="Put right")
        page.refresh_from_db()
        plan_and_plan_otherwise(page, item, author)
        ask_and_give_reasons(page, item, listener, author)
    page.refresh_from_db()
    a_small_site.keys, a_small_site.item, a_small_site.other = page, item, other
    a_small_site.secret = page.changesets.get(number=2)
    a_small_site.draft = keep(
        author, page, {"draft": "a" * 32, **fields, "title": "Keys", "tags": ""}
    )
    return a_small_site


def plan_and_plan_otherwise(page: Page, item: Recommendation, author: Any) -> None:
    """What a plan said in one update, and its status, is said otherwise by the next."""
    item.refresh_from_db()
    doors = Evidence("https://example.org/doors", "Doors have keys")
    telling = Details(
        doer="Quillwort Ann",
        deed="Lift the third stone",
        by_when="Before quillwort blooms",
        benefit="The third stone is at rest",
        audience="nurses, quillwort",
        evidence=(Evidence("https://example.org/quillwort", "It grows there"), doors),
    )
    declined, agreed = Recommendation.Status.DECLINED, Recommendation.Status.AGREED
    with recording(page, author=author, note="Planned"):
        set_details(item, telling, author=author)
        set_status(item, declined, author=author, note="The third stone is heavy")
    with recording(page, author=author, note="Planned otherwise"):
        set_details(item, Details(doer="Ann", evidence=(doors,)), author=author)
        set_status(item, agreed, author=author)


def ask_and_give_reasons(page: Page, item: Recommendation, asker: Any, author: Any) -> None:
    """Questions, what stars mean and why they were given; an answer and a meaning stand no more."""
    question = ask(page, author=asker, text="Does the [[Quillwort lock]] rust?")
    answer(question, author=author, given=Answer("Under the third stone it does"))
    reopen(question, author=author, reason="It may not")
    later = ask(page, author=author, text="Is quillwort slow?")
    supersede(question, author=author, by=later, note="It asks the same")
    define(page, [Meaning("Quillwort", "I saw the third stone")], author=author)
    by = {"criterion": page.criteria.get(), "person": asker}
    give(item, reason="The third stone lies by the [[Quillwort gate]]", **by)
    explain(item, reason="It helps", **by)
    explain(item, reason="The third stone is cold", **by)
    define(page, [Meaning("Useful", "It helps")], author=author)
    raise_reservation(item, person=author, reason="A [[Quillwort hinge]] rusts")
    thread = start_thread(page, author=asker, subject="Locks", body="Oil the locks.")
    wording = "Oil the quillwort locks"
    post, quote = Post.objects.get(thread=thread), "Oil the locks"
    made = propose(post, by=author, quote=quote, wording=wording, new_area="Oil")
    with recording(page, author=author, note="Done"):
        set_status(made, Recommendation.Status.DONE, author=author, note="The third stone is oily")
    set_status(made, Recommendation.Status.AGREED, author=author)
    reword(made, "Oil the locks", author=author)


def hide_all(site: SimpleNamespace, by: Any) -> None:
    for update in Changeset.objects.filter(page=site.keys).order_by("number"):
        keys = [one.key for one in pieces(update) if TELLING.search(one.words)]
        hide_words(update, keys, by=by, reason=WHY)


def told(client: Client, site: SimpleNamespace) -> list[str]:
    more = [f"/recommendations/{site.item.pk}/?cited=1", "/tags/", "/tags/quillwort/"]
    about = Recommendation.objects.filter(page=site.keys), Question.objects.filter(page=site.keys)
    more += [one.get_absolute_url() for found in about for one in found]
    more += ["/questions/?state=all", "/questions/feed/?state=all", "/inbox/?show=all"]
    more += [f"/wiki/keys/at/{number}/" for number in NUMBERS]
    more += [f"/wiki/keys/changes/{number}/" for number in NUMBERS]
    found = {where: answer_of(client, where) for where in [*every_address(site), *more]}
    return [where for where, text in found.items() if TELLING.search(text.replace(where, ""))]


def test_everybody_reads_them_until_they_are_hidden(site: SimpleNamespace, client: Client) -> None:
    about = f"/challenges/{site.item.challenges.get().pk}/"
    for where in (
        *("/wiki/keys/at/2/", "/wiki/keys/changes/2/", "/wiki/keys/compare/1/3/"),
        *("/wiki/keys/at/12/", "/wiki/keys/compare/12/13/", "/wiki/keys/at/14/"),
        *(f"/wiki/keys/changes/{number}/" for number in (12, 14, 15, 19, 20, 22, 24, 26)),
        *("/questions/", "/questions/?state=all", "/questions/feed/", "/wiki/keys/"),
        *("/activity/feed/", "/tags/quillwort/", site.other.get_absolute_url(), about),
    ):
        assert TELLING.search(answer_of(client, where)), where


@pytest.mark.parametrize("who", ["visitor", "listener", "author", "moderator"])
def test_they_are_read_nowhere(
    who: str,
    site: SimpleNamespace,
    client: Client,
    moderator: Any,
    signed_in: Any,
    request: pytest.FixtureRequest,
) -> None:
    if who != "visitor":
        signed_in(client, request.getfixturevalue(who))
    hide_all(site, moderator)
    assert told(client, site) == []


def test_they_are_in_no_export(site: SimpleNamespace, moderator: Any, tmp_path: Path) -> None:
    hide_all(site, moderator)
    call_command("export_site", str(tmp_path / "site.jsonl"), stdout=io.StringIO())
    assert not TELLING.search((tmp_path / "site.jsonl").read_text())
    assert "It rusts" in (tmp_path / "site.jsonl").read_text()


def rows() -> dict[str, list[Any]]:
    """All that every table holds, but for what the hiding wrote, and numbers that nothing names."""
    found = {}
    for model in apps.get_models(include_auto_created=True):
        label = model._meta.label_lower
        if label not in UNTRACKED and not label.startswith("contenttypes"):
            names = [one.attname for one in model._meta.concrete_fields]
            nameless = issubclass(model, PageName | Link) or model._meta.auto_created
            names = names[1:] if nameless else names
            found[label] = sorted(map(repr, model._base_manager.values_list(*names)))
    return found


def test_shown_again_every_row_holds_what_it_held(site: SimpleNamespace, moderator: Any) -> None:
    before = rows()
    hide_all(site, moderator)
    assert rows() != before
    for update in reversed(Changeset.objects.filter(page=site.keys).order_by("number")):
        show_words(update, by=moderator)
    now = rows()
    assert {name: now[name] for name in now if now[name] != before[name]} == {}
    assert not HiddenWords.objects.exists()


def latest(page: Page) -> Any:
    return at(page, Changeset.objects.filter(page=page).first())


def test_going_back_brings_none_of_them(site: SimpleNamespace, author: Any, moderator: Any) -> None:
    hide_all(site, moderator)
    page, item = site.keys, site.item
    full = page.changesets.get(number=6)
    restore(page, full, author=author)
    page.refresh_from_db()
    now = latest(page)
    assert (now.title, now.tags) == ("Keys", "doors")
    assert [row.wording for row in now.recommendations] == ["Bury the key"]
    offered = parts(now, at(page, full))
    assert {part.key for part in offered.objects} == set()
    restore_parts(page, full, offered.keys, author=author, note="")
    undo(page, page.changesets.get(number=8), author=author)
    item.refresh_from_db()
    assert (item.wording, item.is_removed) == ("Bury the key", False)
    assert Page.objects.get(pk=page.pk).title == "Keys"


def test_going_back_leaves_the_plan_that_stands(
    site: SimpleNamespace, author: Any, moderator: Any
) -> None:
    hide_all(site, moderator)
    restore(site.keys, site.keys.changesets.get(number=12), author=author)
    site.item.refresh_from_db()
    doors = Evidence("https://example.org/doors", "Doors have keys")
    planned = Details(doer="Ann", audience="nurses", evidence=(doors,))
    assert Details.of(site.item) == planned
    assert [tag.name for tag in site.item.audiences.all()] == ["nurses"]
    assert (site.item.status, site.item.status_note) == (Recommendation.Status.DECLINED, "")


def test_what_the_page_says_now_is_not_hidden(
    site: SimpleNamespace, author: Any, moderator: Any
) -> None:
    reword(site.item, WORDING, author=author)
    for number, key in ((1, "title"), (11, "title"), (1, "tag-doors"), (4, f"r{site.item.pk}")):
        with pytest.raises(WordsStand):
            hide_words(site.keys.changesets.get(number=number), [key], by=moderator, reason=WHY)
    with pytest.raises(PermissionDenied):
        hide_words(site.secret, ["title"], by=author, reason=WHY)
    assert not HiddenWords.objects.exists()


def test_what_is_somebodys_own_is_hidden_where_it_stands(
    site: SimpleNamespace, moderator: Any
) -> None:
    item = Recommendation.objects.get(pk=site.item.pk)
    counted = item.tallies, item.reasons_now, item.reservations_now
    assert counted[1:] == (1, 1)
    for number in (17, 22, 24):
        update = site.keys.changesets.get(number=number)
        (piece,) = pieces(update)
        assert piece.stands
        assert purge_words(update, by=moderator, reason=WHY) is None, "not before it is hidden"
        assert hide_words(update, [piece.key], by=moderator, reason=WHY)
    item.refresh_from_db()
    assert (item.tallies, item.reasons_now, item.reservations_now) == counted
    assert [star.reason for star in item.stars.exclude(reason="")] == [BLANK]
    assert item.reservations.get().reason == BLANK
    assert Question.objects.get(page=site.keys, state="open").text == BLANK


def test_an_answer_that_stands_is_not(site: SimpleNamespace, author: Any, moderator: Any) -> None:
    question = site.keys.questions.get(state="open")
    answer(question, author=author, given=Answer("It is"))
    update = site.keys.changesets.first()
    with pytest.raises(WordsStand):
        hide_words(update, [f"q{question.pk}-answer"], by=moderator, reason=WHY)
    reopen(question, author=author, reason="It may not be")
    assert hide_words(update, [f"q{question.pk}-answer"], by=moderator, reason=WHY)
    assert not question.history.filter(answer="It is").exists()


def test_the_name_that_a_hidden_title_gave_is_free(
    site: SimpleNamespace, make_page: Any, moderator: Any, client: Client
) -> None:
    linking = make_page("Doors", body=f"See [[{SECRET}]].")
    assert "/wiki/keys/" in linking.text.parts[0].html
    hide_words(site.secret, ["title", "tag-quillwort"], by=moderator, reason=WHY)
    assert client.get("/wiki/quillwort-key/").status_code == 404
    assert client.get("/tags/quillwort/").status_code == 404
    linking.refresh_from_db()
    assert "/wiki/keys/" not in linking.text.parts[0].html
    show_words(site.secret, by=moderator)
    assert client.get("/wiki/quillwort-key/").status_code == 301
    assert Tag.objects.get(slug="quillwort").name == "quillwort"


def test_a_moderator_hides_them_on_a_screen_and_shows_them_again(
    site: SimpleNamespace, client: Client, moderator: Any, signed_in: Any
) -> None:
    signed_in(client, moderator)
    where = "/wiki/keys/changes/2/hide/"
    asked = client.get(where)
    assert "Hide the title: Quillwort key" in words(asked)
    assert "Hide the tag “quillwort”" in words(asked)
    refused = client.post("/wiki/keys/changes/1/hide/", {"words": "title", "reason": WHY})
    assert refused.status_code == 422
    assert "The page has the title now. Change it first, then hide it" in words(refused)
    strange = client.post(where, {"words": "r99", "reason": WHY})
    assert strange.status_code == 422
    assert "Choose what to hide from what this update brought" in words(strange)
    before = site.keys.changesets.count()
    form = {"words": ["title", "tag-quillwort"], "note": "on", "reason": WHY}
    assert client.post(where, form).status_code == 302
    said = words(client.get("/wiki/keys/history/"))
    assert f"the title, the tag hidden by mo : {WHY}" in said
    assert "1 note hidden, 2 titles, wordings or other words hidden" in said
    assert site.keys.changesets.count() == before + 1
    assert "Hidden by mo : the title, the tag." in words(client.get(where))
    client.post(where, {"do": "restore"})
    assert site.keys.history.filter(title=SECRET).exists()
    assert Changeset.objects.get(pk=site.secret.pk).note == "Called"
    assert "Show it again" not in words(client.get(where))


def keep_drafts_with_them(site: SimpleNamespace, author: Any, member: Any) -> None:
    typed = {"draft": "b" * 32, "base": "4", "title": SECRET.lower(), "tags": "Quillwort, doors"}
    body = (
        f"Nights.\r\n\r\nMind doors: {WORDING.replace(' under', chr(10) + 'under')}. Keys are cold."
    )
    keep(author, site.keys, {**typed, "body": body, "note": "It is so"})
    form = QueryDict(mutable=True)
    form.update({"draft": "c" * 32, "base": "4", "section": RECOMMENDATIONS})
    item, area = site.item.pk, site.item.area_id
    form.setlist("item", [str(item), "n1", "n2"])
    form.setlist("area", [str(area)])
    form.update({f"t-{area}": "Third stone", f"w-{item}": f"Please {WORDING}", "w-n1": WORDING})
    form.update({"w-n2": "Oil the locks", "in-n2": str(area)})
    keep(member, site.keys, form)


def test_purged_no_table_holds_them(
    site: SimpleNamespace,
    client: Client,
    moderator: Any,
    author: Any,
    member: Any,
    signed_in: Any,
) -> None:
    keep_drafts_with_them(site, author, member)
    assert len(TELLING.findall(str(list(PageDraft.objects.values_list("fields"))))) > 6
    said = io.StringIO()
    for update in list(Changeset.objects.filter(page=site.keys, number__gt=1)):
        asked = ["keys", str(update.number), "--words", "--by", "mo", "--reason", WHY]
        call_command("purge_update", *asked, stdout=said)
        assert not HiddenWords.objects.filter(changeset=update).exists()
        own = [one.key for one in pieces(update) if one.is_own and one.stands]
        hide_words(update, own, by=moderator, reason=WHY)
        call_command("purge_update", *asked, "--yes", stdout=said)
    assert f"Would remove the wording of {site.item.ref} for good" in said.getvalue()
    assert "Removed the title, the tag for good" in said.getvalue()
    assert not TELLING.search(every_table())
    text, items = PageDraft.objects.exclude(pk=site.draft.pk).order_by("pk")
    body = "Nights.\n\nMind doors: (removed). Keys are cold."
    assert text.fields == {"body": body, "tags": "doors", "note": "It is so"}
    for person, draft, left in ((author, text, body), (member, items, "Oil the locks")):
        form = signed_in(client, person).get(draft.get_absolute_url())
        assert form.status_code == 200
        assert left in unescape(form.content.decode())
    last = site.keys.changesets.filter(counts__has_key="words_purged").first()
    assert last.number == site.keys.changesets.count()
    assert last.note == f"Removed for good, of update 2: {WHY}"
    assert show_words(site.secret, by=moderator) is None


def test_so_does_the_title_of_a_deleted_page(
    make_page: Any, author: Any, client: Client, moderator: Any, signed_in: Any
) -> None:
    page = make_page(SECRET, body="Look.", tags="quillwort")
    delete(page, by=moderator, reason=WHY)
    deleted = client.get("/wiki/quillwort-key/")
    assert "Hide its title" not in words(deleted)
    signed_in(client, author)
    assert client.get("/wiki/quillwort-key/changes/1/hide/").status_code == 410
    signed_in(client, moderator)
    where = re.search(r"/wiki/[^\"]*/hide/", client.get("/wiki/quillwort-key/").content.decode())
    assert where
    form = {"words": ["title", "tag-quillwort"], "reason": WHY}
    answer = client.post(where[0], form, follow=True)
    there = f"/wiki/hidden-{page.pk}/"
    assert (answer.status_code, answer.redirect_chain[-1][0]) == (410, there)
    assert not TELLING.search(answer.content.decode())
    assert client.get("/wiki/quillwort-key/").status_code == 404
    client.post(f"{there}changes/1/hide/", {"do": "restore"})
    page.refresh_from_db()
    assert (page.title, page.slug, page.tags) == (SECRET, "quillwort-key", "quillwort")
    assert [tag.name for tag in page.keywords.all()] == ["quillwort"]
    undelete(page, by=moderator, reason="It was right")
    assert client.get("/wiki/quillwort-key/").status_code == 200
