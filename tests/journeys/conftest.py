"""A browser at a running site: the demo's, or a small one made for a test."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.test import Client
from playwright.sync_api import BrowserContext
from playwright.sync_api import Page as Tab


@pytest.fixture
def demo_site(live_server: Any) -> SimpleNamespace:
    """The demo, served."""
    call_command("load_demo")
    return SimpleNamespace(url=live_server.url, **_landmarks())


def _landmarks() -> dict[str, Any]:
    """Where in the demo each kind of thing is to be seen."""
    from accounts.models import User
    from discussions.models import Post, Thread
    from mailing.addresses import stop_token
    from recommendations.models import Recommendation
    from updates.editing import Texts, save
    from web.moments import address_of
    from wiki.models import Changeset, Page, Tag
    from wiki.noting import correct_note
    from wiki.writing import create_page

    page = Page.objects.filter(featured_at__isnull=False).get()
    somebody, me = User.objects.get(username="tobi.a"), User.objects.get(username="wren")
    pen = create_page(
        author=me,
        title="A page to try things on",
        body="The bell rings twice at night.\n\n## At night\n\nWhoever hears it goes.",
    )
    correct_note(pen.changesets.get(), by=me, note="Tried")
    correct_note(pen.changesets.get(), by=me, note="Tried it out")
    edited = Post.objects.filter(edited_at__isnull=False, removed_at__isnull=True).first()
    thread = Thread.objects.order_by("-replies").first()
    updates = Changeset.objects.filter(page=page)
    assert edited is not None
    assert thread is not None
    own = _reply(thread, me)
    User.objects.filter(pk=me.pk).update(is_mailed=True)

    def save_as_somebody_else(body: str) -> None:
        number = pen.changesets.count()
        save(pen, Texts(pen.title, body, ""), base=number, author=somebody, note="Counted again")

    return {
        "me": me.pk,
        "slug": page.slug,
        "short": Page.objects.exclude(pk=pen.pk).exclude(recommendations__isnull=False)[0].slug,
        "pen": pen.slug,
        "update": next(u.number for u in updates if u.words_removed and "text_changed" in u.counts),
        "stars_update": next(u.number for u in updates if u.counts.get("stars_given", 0)),
        "reworded": Recommendation.objects.standing().order_by("-stars_earlier")[0].pk,
        "wording": Recommendation.objects.standing().order_by("-stars_earlier")[0].wording,
        "removed": Recommendation.objects.filter(is_removed=True)[0].pk,
        "thread": thread.pk,
        "moment": address_of(thread.last_post_at),
        "edited_post": edited.pk,
        "own_post": own.pk,
        "other_post": edited.pk,
        "stop_mail": f"/mail/stop/{stop_token(me.pk, own.pk)}/",
        "stopped_mail": f"/mail/stop/{stop_token(somebody.pk, own.pk)}/",
        "tag": Tag.objects.filter(pages=page)[0].slug,
        "protected": _protected(me, somebody),
        "deleted": _deleted(me),
        "save_as_somebody_else": save_as_somebody_else,
        **_picture(pen, me),
        "hidden_text": _hidden_text(me, somebody),
        **_hidden_words(me),
        **_drafts(me, somebody),
        **_draft_of_a_reply(me, thread),
        **_suggestions(me, somebody),
        **_reservations(me, somebody),
        **_meanings(somebody),
        **_successions(),
        **_challenges(me, somebody),
        **_discussed(me),
        **_questions(page, somebody),
    }


def _questions(page: Any, somebody: Any) -> dict[str, Any]:
    """A question of each state, on the featured page of the demo."""
    from questions.asking import Answer, answer
    from questions.models import Question

    states = {one.state: one for one in Question.objects.filter(page=page).order_by("asked_at")}
    changes = page.changesets.filter(counts__has_key="questions_answered")[0]
    turns = iter(range(10))

    def answer_as_somebody_else() -> None:
        open_one = Question.objects.get(pk=states["open"].pk)
        given = Answer(f"I shall ask, for the {next(turns)}. time")
        answer(open_one, author=somebody, given=given)

    return {
        "questions": {state: one.pk for state, one in states.items()},
        "asked": states["open"].text,
        "question_changes": changes.get_absolute_url(),
        "answer_as_somebody_else": answer_as_somebody_else,
    }


def _picture(page: Any, me: Any) -> dict[str, Any]:
    """A picture on a page in three versions, one of them hidden; another was taken down."""
    from files.hiding import hide_version, take_down
    from files.uploading import upload
    from tests.files.conftest import picture

    first = upload(page, author=me, content=picture(), name="ward.png", alt="A ward")
    content = picture("PNG", (1200, 600))
    second = upload(
        page, author=me, content=content, name="ward.png", alt="The ward at night", to=first.file
    )
    later = picture("PNG", (1200, 400))
    upload(page, author=me, content=later, name="ward.png", alt="The ward by day", to=first.file)
    hide_version(first, by=me, reason="It showed a face")
    other = upload(page, author=me, content=picture("PNG", (60, 20)), name="door.png", alt="A door")
    take_down(other.file, by=me, reason="It showed a name")
    return {
        "hidden_version": first.get_absolute_url(),
        "gone_file": other.file.get_absolute_url(),
        "picture": first.file.get_absolute_url(),
        "picture_changes": second.changeset.get_absolute_url(),
    }


def _hidden_text(me: Any, somebody: Any) -> str:
    """The update of a page whose text is hidden, its note too."""
    from wiki.hiding import hide
    from wiki.writing import create_page, revise_page

    page = create_page(author=somebody, title="Where keys are", body="Keys hang by the door.")
    update = revise_page(page, author=somebody, body="Under the third stone.", note="Where")
    revise_page(page, author=me, body="Ask at the desk.")
    assert update is not None
    hide(update, by=me, reason="It told where a key lies", note=True)
    return update.get_absolute_url()


def _hidden_words(me: Any) -> dict[str, Any]:
    """A deleted page without a title, and a star of `me` without its reason."""
    from recommendations.arranging import add, add_area
    from recommendations.starring import give
    from updates.blanking import hide_words
    from updates.pieces import pieces
    from wiki.deleting import delete
    from wiki.models import Changeset
    from wiki.writing import create_page

    page = create_page(author=me, title="Under the third stone", body="Look there.")
    delete(page, by=me, reason="It told where a key lies")
    other = create_page(author=me, title="Who has a key", body="Ask at the desk.")
    item = add(add_area(other, "Keys", author=me), "Count the keys each night", author=me)
    give(item, person=me, reason="Under the stone lie two")
    for update in (page.changesets.get(number=1), Changeset.objects.filter(page=other)[0]):
        keys = [piece.key for piece in pieces(update)]
        hide_words(update, keys, by=me, reason="It told where a key lies")
    page.refresh_from_db()
    return {"deleted_untitled": page.slug, "star_without_reason": item.pk}


def _drafts(me: Any, somebody: Any) -> dict[str, Any]:
    """A page that somebody else edits too, and drafts of its text and recommendations."""
    from django.http import QueryDict

    from drafts.keeping import new_key
    from recommendations.arranging import add, add_area, reword
    from updates.drafts import keep
    from updates.editing import Texts, save
    from updates.models import RECOMMENDATIONS
    from updates.writers import meet
    from wiki.writing import create_page

    page = create_page(author=me, title="A page begun on", body="The lamp is too bright.")
    typed = {"draft": new_key(), "base": "1", "title": page.title, "body": "The lamp is dimmed."}
    draft = keep(me, page, typed)
    save(page, Texts(page.title, "The lamp is too dark.", ""), base=1, author=somebody)
    meet(page, somebody)
    item = add(add_area(page, "Lamps", author=me), "Dim the lamp", author=me)
    more = {"draft": new_key(), "base": "4", "section": RECOMMENDATIONS}
    rows = QueryDict(f"item={item.pk}&area={item.area_id}&w-{item.pk}=Dim+every+lamp", mutable=True)
    rows.update(more)
    rearranged = keep(me, page, rows)
    reword(item, "Dim the lamp at ten", author=somebody)
    found = {"begun": page.slug, "draft": draft.get_absolute_url()}
    return found | {"rearranged": rearranged.get_absolute_url()}


def _draft_of_a_reply(me: Any, thread: Any) -> dict[str, str]:
    from discussions.drafts import Place, keep
    from drafts.keeping import new_key

    draft = keep(me, Place(thread=thread), {"draft": new_key(), "body": "So *far*.", "to": "2"})
    assert draft is not None
    return {"reply_draft": draft.get_absolute_url()}


def _suggestions(me: Any, somebody: Any) -> dict[str, Any]:
    """A page with a suggestion of each kind: one that waits, one declined, one overtaken."""
    from updates.editing import Texts
    from updates.suggesting import decline, suggest
    from wiki.writing import create_page, revise_page

    page = create_page(author=me, title="A page to suggest on", body="Knock once.\n\nGo in.")
    said = ("Knock twice.\n\nGo in.", "Do not go in.", "Knock once.\n\nWait.")
    waits, no, clash = [
        suggest(page, Texts(page.title, body, tags), base=1, author=somebody, note="As heard")
        for body, tags in zip(said, ("doors", "", ""), strict=True)
    ]
    decline(no, by=me, reason="Then nobody would")
    revise_page(page, author=me, body="Knock once.\n\nGo in quietly.")
    return {
        "suggested": page.slug,
        "suggestion": waits.get_absolute_url(),
        "declined": no.get_absolute_url(),
        "clash": clash.get_absolute_url(),
        **_suggested_recommendations(page, me, somebody),
    }


def _suggested_recommendations(page: Any, me: Any, somebody: Any) -> dict[str, Any]:
    """Three of them: one fits the page; one meets what was saved since; nothing of one fits."""
    from recommendations.arranging import add, add_area, remove_area, reword
    from recommendations.draft import Draft
    from updates.recommending import suggest_changes

    knocking, waiting = [add_area(page, title, author=me) for title in ("Knocking", "Waiting")]
    knock = add(knocking, "Knock before you go in", author=me)
    listen = add(knocking, "Listen at the door", author=me)

    def suggest(knocks: str = "", listens: str = "", waits: str = "") -> str:
        draft = Draft.from_page(page)
        for item, wording in ((knock, knocks), (listen, listens)):
            line = draft.find(str(item.pk))
            assert line is not None
            line.wording = wording or line.wording
        draft.by_key()[str(waiting.pk)].title = waits or waiting.title
        made = suggest_changes(draft, author=somebody, note="As heard")
        return str(made.get_absolute_url())

    addresses = {
        "rewordings": suggest(knocks="Knock twice before you go in", listens="Listen first"),
        "rewordings_clash": suggest(knocks="Knock loudly", listens="Listen last", waits="Time"),
        "rewordings_lost": suggest(waits="Waiting outside"),
    }
    reword(listen, "Listen at the door for a moment", author=me)
    remove_area(waiting, author=me)
    return addresses


def _deleted(me: Any) -> str:
    from wiki.deleting import delete
    from wiki.writing import create_page

    page = create_page(author=me, title="A page nobody needs", body="It said nothing.")
    delete(page, by=me, reason="It said nothing")
    return page.slug


def _protected(me: Any, somebody: Any) -> str:
    from wiki.protecting import protect
    from wiki.writing import create_page

    page = create_page(author=somebody, title="House rules", body="Shoes off at the door.")
    protect(page, by=me, level="named", people=[somebody], reason="They were voted on")
    return page.slug


def _meanings(somebody: Any) -> dict[str, Any]:
    """A page whose stars have several meanings, and one that asks for reasons."""
    from recommendations.criteria import Meaning, define
    from recommendations.models import Recommendation
    from wiki.models import Page

    page = Page.objects.filter(criteria__isnull=False).distinct()[0]
    asking = Recommendation.objects.standing().filter(page__stars_need_reason=True)[0]
    standing = [Meaning(one.name, one.meaning, one.pk) for one in page.criteria.all()]

    def change_meanings_as_somebody_else() -> None:
        define(page, [*standing, Meaning("Can be learnt in a minute")], author=somebody)

    return {
        "meant": page.slug,
        "meant_changes": page.changesets.get(counts__has_key="criteria_changed").number,
        "meant_star": page.recommendations.order_by("-stars_now")[0].pk,
        "asking": asking.pk,
        "change_meanings_as_somebody_else": change_meanings_as_somebody_else,
    }


def _challenges(me: Any, somebody: Any) -> dict[str, Any]:
    """The demo's challenges: one that is open, and one that was answered."""
    from challenges.challenging import challenge
    from challenges.models import Challenge
    from recommendations.models import Recommendation

    found = Challenge.objects.open().of_words()[0]
    item = Recommendation.objects.current().filter(page=found.page)[0]
    challenge(found.page, author=me, wrong="Who has time for it?", about=item)
    answered = Challenge.objects.exclude(state="open")[0]
    return {
        "challenged": found.page.slug,
        "challenge": found.get_absolute_url(),
        "answered_challenge": answered.get_absolute_url(),
    }


def _discussed(me: Any) -> dict[str, Any]:
    """The demo's thread about words of a page, and one about an area beside it."""
    from discussions.models import Thread
    from discussions.posting import start_thread

    thread = Thread.objects.exclude(quote="")[0]
    area = thread.page.areas.filter(is_removed=False)[0]
    start_thread(thread.page, author=me, subject="This part", body="Is it all?", area=area)
    return {
        "discussed": thread.page.slug,
        "thread_of_words": thread.get_absolute_url(),
        "discussed_area": area.pk,
    }


def _successions() -> dict[str, Any]:
    """Recommendations of the demo that were merged, split and moved, and what came of them."""
    from recommendations.models import Succession
    from wiki.models import Changeset

    merged = Succession.objects.filter(kind=Succession.Kind.MERGE)[0]
    split = Succession.objects.filter(kind=Succession.Kind.SPLIT)[0]
    moved = Changeset.objects.filter(counts__has_key="recommendations_came")[0]
    return {
        "merged": merged.predecessor_id,
        "merger": merged.successor_id,
        "split": split.predecessor_id,
        "superseding_page": split.predecessor.page.slug,
        "merge_changes": merged.predecessor.page.changesets.filter(
            counts__has_key="recommendations_merged"
        )[0].get_absolute_url(),
        "split_changes": split.predecessor.page.changesets.filter(
            counts__has_key="recommendations_split"
        )[0].get_absolute_url(),
        "move_changes": moved.get_absolute_url(),
        "similar": merged.successor.page.recommendations.current()
        .exclude(pk=merged.successor_id)[0]
        .pk,
        "other_page": merged.predecessor.page.title,
    }


def _reservations(me: Any, somebody: Any) -> dict[str, Any]:
    """A recommendation with reservations of every kind: answered, withdrawn, changed, overtaken."""
    from discussions.models import Thread
    from recommendations.arranging import reword
    from recommendations.reserving import raise_reservation, withdraw

    thread = Thread.objects.filter(reservation__isnull=False)[0]
    assert thread.reservation is not None
    item = thread.reservation.recommendation
    raise_reservation(item, person=me, reason="Who answers when somebody asks?")
    withdraw(item, person=me, note="The front desk does")
    raise_reservation(item, person=me, reason="Who answers at night?")
    raise_reservation(item, person=me, reason="Who answers at night, when the desk is shut?")
    changes = item.page.changesets.latest("number").get_absolute_url()
    reword(item, f"{item.wording} or wait", author=somebody)

    def reword_as_somebody_else() -> None:
        reword(item, f"{item.wording} at night", author=somebody)

    return {
        "reserved": item.pk,
        "answering": thread.pk,
        "answer": f"/wiki/{item.page.slug}/discussion/new/?reservation={thread.reservation.pk}",
        "reservation_changes": changes,
        "reword_as_somebody_else": reword_as_somebody_else,
    }


def _reply(thread: Any, person: Any) -> Any:
    from discussions.posting import reply

    return reply(thread, author=person, body="That is how it is at night, too.", to=2)


@pytest.fixture
def small_site(
    live_server: Any,
    a_small_site: SimpleNamespace,
    new_context: Callable[..., BrowserContext],
    signed_in_as: Callable[..., None],
) -> SimpleNamespace:
    """The small site, served. `tab_of("ben")` opens it in a browser of that person's own."""

    def tab_of(username: str, **more: Any) -> Tab:
        context = new_context(base_url=live_server.url, **more)
        context.set_default_timeout(10_000)
        signed_in_as(context, live_server.url, username)
        tab = context.new_page()
        tab.on("pageerror", lambda error: pytest.fail(f"script: {error}"))
        return tab

    return SimpleNamespace(
        tab_of=tab_of,
        page=a_small_site.page.get_absolute_url(),
        thread=a_small_site.thread.get_absolute_url(),
        first=a_small_site.recommendation.pk,
        second=a_small_site.reworded.pk,
        posts=[post.pk for post in a_small_site.posts],
    )


@pytest.fixture
def signed_in_as() -> Callable[[BrowserContext, str, str], None]:
    """`signed_in_as(context, url, username)` gives a browser somebody's session, without a form."""

    def sign_in(context: BrowserContext, url: str, username: str) -> None:
        client = Client()
        person = get_user_model().objects.get(username=username)
        client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
        session = client.cookies["sessionid"].value
        context.add_cookies([{"name": "sessionid", "value": session, "url": url}])

    return sign_in
