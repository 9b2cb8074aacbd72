"""Every kind of screen, by name, and how a person comes to see it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

from django.conf import settings
from django.test import override_settings
from playwright.sync_api import Page as Tab

from web.throttle import allow


@dataclass(frozen=True)
class Screen:
    name: str
    address: str
    status: int = 200
    do: Callable[[Tab, SimpleNamespace], Any] | None = None
    """What to do at the address before the screen is there."""
    loads: bool = True
    """Whether that loads a page."""


def press(label: str) -> Callable[[Tab, SimpleNamespace], Any]:
    """Press a button, having emptied every field."""

    def do(tab: Tab, site: SimpleNamespace) -> None:
        for field in tab.locator(f"main :is({TYPED}):visible").all():
            field.fill("")
        tab.locator("main form").evaluate_all("forms => forms.forEach(f => f.noValidate = true)")
        tab.locator("main").get_by_role("button", name=label, exact=True).first.click()

    return do


def fill(
    *answers: tuple[str, str], then: str, choose: str = ""
) -> Callable[[Tab, SimpleNamespace], Any]:
    def do(tab: Tab, site: SimpleNamespace) -> None:
        if choose:
            tab.locator(choose).check()
        for field, text in answers:
            tab.locator(field).fill(text)
        tab.locator("main").get_by_role("button", name=then, exact=True).first.click()

    return do


def meet_another_save(tab: Tab, site: SimpleNamespace) -> None:
    """Somebody else saves the page's first paragraph while it is being edited."""
    field = tab.locator("#body")
    base = field.input_value()
    site.save_as_somebody_else(base.replace("twice", "three times"))
    field.fill(base.replace("twice", "all the time"))
    tab.get_by_role("button", name="Save page").last.click()


def meet_a_rewording(tab: Tab, site: SimpleNamespace) -> None:
    """Somebody else rewords what a reservation is being written about."""
    site.reword_as_somebody_else()
    tab.get_by_role("button", name="Save my reservation").click()


def change_much(tab: Tab, site: SimpleNamespace) -> None:
    tab.locator("#body").fill("Ring once. " * 40)
    tab.get_by_role("button", name="Save page").last.click()


def look_up_a_page(tab: Tab, site: SimpleNamespace) -> None:
    tab.get_by_role("button", name="Link to a page").click()
    tab.get_by_label("Title of the page to link to").fill("a")
    tab.locator(".lookup [role=option]").first.wait_for()
    tab.keyboard.press("ArrowDown")


def preview_live(tab: Tab, site: SimpleNamespace) -> None:
    tab.get_by_role("button", name="Live preview").click()
    tab.locator("#preview .prose").wait_for()


def open_keys(tab: Tab, site: SimpleNamespace) -> None:
    tab.get_by_role("button", name="Keyboard shortcuts").click()
    tab.locator("article.reply .more > summary").nth(1).dispatch_event("click")


def open_thread(tab: Tab, site: SimpleNamespace) -> None:
    tab.locator("button.fold").first.click()
    tab.locator("tr.inplace:not([hidden]) .prose").first.wait_for()


def choose_a_picture(tab: Tab, site: SimpleNamespace) -> None:
    tab.locator(".attach input[type=file]").set_input_files(
        {"name": "ward.png", "mimeType": "image/png", "buffer": b"not looked at yet"}
    )
    tab.get_by_role("button", name="Upload and insert").click()
    tab.locator(".attaching .err").wait_for()


def choose_words(tab: Tab, site: SimpleNamespace) -> None:
    tab.locator(".doc .prose p").first.click(click_count=3)
    tab.locator(".on-words").wait_for()


def star(tab: Tab, site: SimpleNamespace) -> None:
    tab.locator(".rec button.star[aria-pressed=false]").first.click()
    tab.locator(".why").first.wait_for()


def type_a_known_wording(tab: Tab, site: SimpleNamespace) -> None:
    tab.locator("#wording").fill(site.wording)
    tab.locator("#similar li").first.wait_for()


def type_a_known_question(tab: Tab, site: SimpleNamespace) -> None:
    tab.locator("#text").fill(site.asked)
    tab.locator("#similar li").first.wait_for()


def meet_an_answer(tab: Tab, site: SimpleNamespace) -> None:
    """Somebody else answers while an answer is being written."""
    site.answer_as_somebody_else()
    tab.locator("#answer").fill("At the desk")
    tab.get_by_role("button", name="Answer", exact=True).click()


def open_receipts(tab: Tab, site: SimpleNamespace) -> None:
    tab.locator(".receipts summary").first.click()
    tab.locator(".receipts pre").first.wait_for()


def meet_other_meanings(tab: Tab, site: SimpleNamespace) -> None:
    """Somebody else says what a star means while that is being changed."""
    site.change_meanings_as_somebody_else()
    tab.locator("#form-2-name").fill("Somebody would notice")
    tab.get_by_role("button", name="Save what a star means").click()


def accept_nothing(tab: Tab, site: SimpleNamespace) -> None:
    for box in tab.locator("main input[name=part]").all():
        box.uncheck()
    tab.get_by_role("button", name="Accept the ticked parts").click()


def mark_all_read(tab: Tab, site: SimpleNamespace) -> None:
    tab.get_by_role("button", name="Mark all as read").click()


def send_too_many(tab: Tab, site: SimpleNamespace) -> None:
    with override_settings(WRITE_RATES={**settings.WRITE_RATES, "edit": "1/3600"}):
        allow("edit", site.me)
        tab.get_by_role("button", name="Save page").last.click()
        tab.get_by_role("heading", name="What you typed").wait_for()


TYPED = "input:not([type=checkbox], [type=radio], [type=number], [type=file], [readonly]), textarea"
NOTES = """What did we hear?

On the ward
• Ring once at night *
• Say who is coming

At home
• Write the number on the door
"""


def for_everybody(site: SimpleNamespace) -> Iterator[Screen]:
    """Screens of reading: the same with and without an account, but for their controls."""
    wiki, thread = f"/wiki/{site.slug}/", f"/discussion/{site.thread}/"
    pen = f"/wiki/{site.pen}/"
    yield Screen("home", "/")
    yield Screen("all pages", "/wiki/")
    yield Screen("page", wiki)
    yield Screen("page with a thread open", wiki, do=open_thread, loads=False)
    yield Screen("page by stars", f"{wiki}?order=stars")
    yield Screen("short page", f"/wiki/{site.short}/")
    yield Screen("history", f"{wiki}history/")
    yield Screen("history, a choice", f"{wiki}history/?kind=text&by=wren&minor=without")
    yield Screen("history, no such day", f"{wiki}history/?from=soon&until=2001-02-02", 422)
    yield Screen("changes", f"{wiki}changes/{site.update}/")
    yield Screen("changes of recommendations", f"{wiki}changes/{site.stars_update}/")
    yield Screen("compare side by side", f"{wiki}compare/1/{site.update}/?view=side")
    yield Screen("changes as read", f"{wiki}changes/{site.update}/?show=page")
    yield Screen("compare as read", f"{wiki}compare/1/{site.update}/?view=side&show=page")
    yield Screen("who wrote this", f"{wiki}authors/")
    yield Screen("as it stood", f"{wiki}at/{site.update}/")
    yield Screen("as it stood at a moment", f"{wiki}at/{site.moment}/")
    yield Screen("choose a moment", f"{wiki}at/")
    yield Screen("choose a moment, refused", f"{wiki}at/?when=soon&and=later", 422)
    yield Screen("thread as it was", f"{thread}at/{site.moment}/")
    yield Screen("corrections of a note", f"{pen}changes/1/note/")
    yield Screen("files", f"/wiki/{site.pen}/files/")
    yield Screen("file, a picture", site.picture)
    yield Screen("file, taken down", site.gone_file, 410)
    yield Screen("version of a file, hidden", site.hidden_version, 410)
    yield Screen("changes of files", site.picture_changes)
    yield Screen("links", f"{wiki}links/")
    yield Screen("pages under a page", f"{wiki}under/")
    yield Screen("links in threads", f"{wiki}links/?kind=threads")
    yield Screen("recommendation", f"/recommendations/{site.reworded}/")
    yield Screen("page whose stars have meanings", f"/wiki/{site.meant}/")
    yield Screen("changes of meanings", f"/wiki/{site.meant}/changes/{site.meant_changes}/")
    yield Screen("receipts", f"/recommendations/{site.meant_star}/", do=open_receipts, loads=False)
    yield Screen("removed recommendation", f"/recommendations/{site.removed}/")
    yield Screen("board", "/recommendations/")
    yield Screen("board, nothing found", "/recommendations/?q=zzzz")
    yield Screen("board by area, of the month", "/recommendations/?group=area&sort=month")
    yield Screen("board by audience", "/recommendations/?group=audience&person=wren&tag=nowhere")
    yield Screen("charts", "/recommendations/charts/")
    yield Screen("charts, nothing found", "/recommendations/charts/?q=zzzz")
    yield Screen("bridging", "/recommendations/bridging/")
    yield Screen("bridging, nothing found", "/recommendations/bridging/?q=zzzz")
    yield Screen("who a bridge is made of", f"/recommendations/{site.reworded}/bridging/")
    yield Screen("superseded recommendation, merged", f"/recommendations/{site.merged}/")
    yield Screen("superseded recommendation, split", f"/recommendations/{site.split}/")
    yield Screen("what took their place", f"/recommendations/{site.merger}/")
    yield Screen("page with a superseded one", f"/wiki/{site.superseding_page}/")
    yield Screen("changes of a merge", site.merge_changes)
    yield Screen("changes of a split", site.split_changes)
    yield Screen("changes of a move", site.move_changes)
    yield Screen("threads", f"{wiki}discussion/")
    yield Screen("threads, none like that", f"{wiki}discussion/?state=resolved&tag=nowhere")
    yield Screen("all threads", "/discussion/")
    yield Screen("all threads, a choice", "/discussion/?show=unanswered&state=open&sort=subject")
    yield Screen("thread", thread)
    yield Screen("thread, most valuable first", f"{thread}?order=valuable")
    yield Screen("keys of a thread", thread, do=open_keys, loads=False)
    yield Screen("cite a post", f"/posts/{site.other_post}/cite/")
    yield Screen("page with challenged words", f"/wiki/{site.challenged}/")
    yield Screen("challenged statements", f"/wiki/{site.challenged}/challenges/")
    yield Screen("challenge", site.challenge)
    yield Screen("answered challenge", site.answered_challenge)
    yield Screen("thread that answers a reservation", f"/discussion/{site.answering}/")
    yield Screen("reservations", f"/recommendations/{site.reserved}/")
    yield Screen("changes of a reservation", site.reservation_changes)
    yield Screen("versions of a post", f"/posts/{site.edited_post}/history/")
    yield Screen("what pages need", "/upkeep/")
    yield Screen("pages that nothing leads to", "/upkeep/?kind=orphans")
    yield Screen("pages that lead nowhere", "/upkeep/?kind=dead-ends")
    yield Screen("page that is wanted", "/wiki/what-a-protected-hour-costs/", 404)
    yield Screen("page with a picture", "/wiki/alarms-on-the-ward/")
    yield Screen("tags", "/tags/")
    yield Screen("templates", "/templates/")
    yield Screen("template", "/wiki/lesson-learned/")
    yield Screen("tag", f"/tags/{site.tag}/")
    yield Screen("tag, nothing there", "/tags/nowhere/", 404)
    yield Screen("person", "/people/wren/")
    yield Screen("activity", "/activity/")
    yield Screen("questions", "/questions/")
    yield Screen("questions, nothing like that", "/questions/?state=answered&q=zzzzqqq")
    yield Screen("questions of every state", "/questions/?state=all")
    for state, question in site.questions.items():
        yield Screen(f"question, {state}", f"/questions/{question}/")
    yield Screen("changes of questions", site.question_changes)
    yield Screen("search", "/search/")
    yield Screen("search, something found", "/search/?q=ward")
    yield Screen("search, one kind", "/search/?q=ward&type=talk")
    yield Screen("search, nothing found", "/search/?q=zzzzqqq")
    yield Screen("protected page", f"/wiki/{site.protected}/")
    yield Screen("protection, read", f"/wiki/{site.protected}/protection/")
    yield Screen("suggestions", f"/wiki/{site.suggested}/suggestions/")
    yield Screen("suggestions, decided", f"/wiki/{site.suggested}/suggestions/?show=decided")
    yield Screen("suggestion", site.suggestion)
    yield Screen("suggestion as read", f"{site.suggestion}?show=page&context=all")
    yield Screen("suggestion, declined", site.declined)
    yield Screen("deleted page", f"/wiki/{site.deleted}/", 410)
    yield Screen("not there", "/nowhere/", 404)
    yield Screen("missing page", "/wiki/not-written-yet/", 404)
    yield Screen("not yet written on a day", f"{wiki}at/2001-01-01/", 404)
    yield Screen("accessibility", "/accessibility/")
    yield Screen("privacy", "/privacy/")


def for_strangers(site: SimpleNamespace) -> Iterator[Screen]:
    """The doors."""
    yield Screen("sign in", "/accounts/login/")
    yield Screen("sign in, refused", "/accounts/login/", do=press("Sign in"))
    yield Screen("join", "/accounts/signup/")
    yield Screen("join, refused", "/accounts/signup/", do=press("Join"))
    yield Screen("reset password", "/accounts/password/reset/")
    yield Screen("reset, refused", "/accounts/password/reset/", do=press("Send the link"))


def suggestions_of_recommendations(site: SimpleNamespace) -> Iterator[Screen]:
    waits, clash = site.rewordings, site.rewordings_clash
    yield Screen("suggested rewordings", waits)
    yield Screen("suggested rewordings, in part", f"{waits}parts/")
    yield Screen("suggested rewordings, nothing ticked", f"{waits}parts/", 422, accept_nothing)
    yield Screen("suggested rewordings that meet a later update", clash)
    yield Screen("suggested rewordings, put together", clash, 409, press("Accept it"))
    yield Screen("suggested rewordings that fit no more", f"{site.rewordings_lost}parts/")


def for_members(site: SimpleNamespace) -> Iterator[Screen]:
    """Screens of writing, and the kept ones of the person who is signed in."""
    wiki, thread = f"/wiki/{site.slug}/", f"/discussion/{site.thread}/"
    pen = f"/wiki/{site.pen}/"
    item = f"/recommendations/{site.reworded}/"
    yield Screen("page just starred", wiki, do=star, loads=False)
    yield Screen("empty page", pen)
    yield Screen("go back in parts", f"{wiki}changes/1/restore/parts/")
    yield Screen(
        "go back in parts, nothing ticked",
        f"{wiki}changes/1/restore/parts/",
        422,
        press("Bring back the ticked parts"),
    )
    yield Screen("undo an update", f"{wiki}changes/{site.update}/undo/")
    yield Screen("undo, refused", f"{wiki}changes/1/undo/")
    yield Screen("edit", f"{wiki}edit/")
    yield Screen("edit, looking up a page", f"{wiki}edit/", do=look_up_a_page, loads=False)
    yield Screen("edit, refused", f"{wiki}edit/", 422, press("Save page"))
    yield Screen("edit, changes shown", f"{pen}edit/", do=press("Show changes"))
    yield Screen("upload, refused", f"{pen}files/", 422, press("Upload"))
    yield Screen("describe a picture, refused", site.picture, 422, press("Save these words"))
    yield Screen("edit, adding a picture", f"{pen}edit/", do=choose_a_picture, loads=False)
    yield Screen("edit a section", f"{pen}edit/t-at-night/")
    yield Screen(
        "edit a section, changes shown", f"{pen}edit/t-at-night/", do=press("Show changes")
    )
    yield Screen("edit a section that is gone", f"{pen}edit/t-gone/?base=1", 404)
    yield Screen("where a page stands", f"{pen}place/")
    yield Screen(
        "where a page stands, refused",
        f"{pen}place/",
        422,
        fill(("#parent", "zzzz"), then="Put it there"),
    )
    yield Screen("edit the title", f"{pen}title/")
    yield Screen("edit the title, refused", f"{pen}title/", 422, press("Save title"))
    yield Screen("edit, a draft offered", f"/wiki/{site.begun}/edit/")
    yield Screen("edit, going on with a draft", site.draft)
    yield Screen("edit, what a draft differs in", f"{site.draft}&differs")
    yield Screen("edit recommendations, what a draft differs in", f"{site.rearranged}&differs")
    yield Screen("profile with a draft", "/people/wren/")
    yield Screen("edit, asked why", f"{pen}edit/", 422, change_much)
    yield Screen("correct a note", f"{pen}changes/1/note/")
    yield Screen("what led to an update", f"{pen}changes/1/causes/")
    yield Screen("conflict", f"{pen}edit/", 409, meet_another_save)
    yield Screen("suggest a change", f"{pen}suggest/")
    yield Screen("suggest a change of a section", f"{pen}suggest/t-at-night/")
    yield Screen("suggest changes of recommendations", f"{pen}suggest/recommendations/")
    yield Screen("suggest details", f"/recommendations/{site.reworded}/details/suggest/")
    yield Screen("suggest, refused", f"{pen}suggest/", 422, press("Send suggestion"))
    yield Screen("suggestion, declined without a word", site.suggestion, 422, press("Decline it"))
    yield Screen("suggestion, in part", f"{site.suggestion}parts/")
    yield Screen("suggestion, nothing ticked", f"{site.suggestion}parts/", 422, accept_nothing)
    yield Screen(
        "suggestion, in other words",
        f"{site.suggestion}parts/",
        do=press("Change their words first"),
    )
    yield Screen("suggestion that meets a later update", site.clash, 409, press("Accept it"))
    yield from suggestions_of_recommendations(site)
    yield Screen("new page", "/wiki/new/")
    yield Screen("new page, begun", "/wiki/new/?begin=lesson-learned")
    yield Screen("templates, refused", "/templates/", 422, press("Offer it"))
    yield Screen("new page, refused", "/wiki/new/", 422, press("Create page"))
    yield Screen("paste", "/wiki/paste/")
    yield Screen("paste, refused", "/wiki/paste/", 422, press("Show me the page"))
    yield Screen(
        "paste, previewed",
        "/wiki/paste/",
        do=fill(("#title", "Notes of the day"), ("#text", NOTES), then="Show me the page"),
    )
    yield Screen("edit all recommendations", f"{wiki}recommendations/")
    yield Screen("add a recommendation", f"{wiki}recommendations/add/")
    yield Screen("add, refused", f"{wiki}recommendations/add/", 422, press("Propose it"))
    yield Screen(
        "add, similar ones offered",
        f"{wiki}recommendations/add/",
        do=type_a_known_wording,
        loads=False,
    )
    yield Screen("edit a recommendation", f"{item}edit/")
    yield Screen("edit one, refused", f"{item}edit/", 422, press(f"Save R{site.reworded}"))
    yield Screen("status", f"{item}status/")
    yield Screen("details", f"{item}details/")
    yield Screen(
        "details, refused",
        f"{item}details/",
        422,
        fill(("#url-1", "no address"), then="Save details"),
    )
    yield Screen("star several", f"{wiki}recommendations/star/")
    yield Screen("what a star means", f"/wiki/{site.meant}/stars/")
    yield Screen(
        "what a star means, refused",
        f"{wiki}stars/",
        422,
        fill(("#form-0-meaning", "For everybody"), then="Save what a star means"),
    )
    yield Screen(
        "what a star means, changed", f"/wiki/{site.meant}/stars/", 409, meet_other_meanings
    )
    yield Screen("star by a meaning", f"/recommendations/{site.meant_star}/star/")
    yield Screen(
        "star without a reason",
        f"/recommendations/{site.asking}/star/",
        422,
        press(f"Star R{site.asking}"),
    )
    yield Screen("star several by a meaning", f"/wiki/{site.meant}/recommendations/star/")
    reserved = f"/recommendations/{site.reserved}/reservation/"
    yield Screen("my reservation overtaken", f"/recommendations/{site.reserved}/#reservations")
    yield Screen("a reservation", f"{item}reservation/")
    yield Screen("reservation, refused", f"{item}reservation/", 422, press("Record my reservation"))
    yield Screen("my reservation", reserved)
    yield Screen("reservation, reworded meanwhile", reserved, 409, meet_a_rewording)
    yield Screen("answer a reservation", site.answer)
    yield from _giving_way(site)
    yield from _questions(site)
    challenge = f"/wiki/{site.challenged}/challenges/new/"
    yield Screen("page with words chosen", f"/wiki/{site.short}/", do=choose_words, loads=False)
    yield Screen("challenge a statement", challenge)
    yield Screen(
        "challenge a statement, refused",
        challenge,
        422,
        fill(("#passage", "People use no system as it was drawn"), then="Challenge it"),
    )
    yield Screen("answer a challenge", f"{site.challenge}thread/")
    yield Screen("say what answers it, refused", site.challenge, 422, press("This answers it"))
    yield Screen("edit, challenges to answer", f"/wiki/{site.challenged}/edit/")
    yield Screen("start a thread", f"{wiki}discussion/new/")
    yield Screen("start, refused", f"{wiki}discussion/new/", 422, press("Start the thread"))
    about = f"/wiki/{site.discussed}/discussion/new/"
    yield Screen("start a thread about words", f"{about}?words=yes")
    yield Screen("start a thread about an area", f"{about}?area={site.discussed_area}")
    yield Screen("start a thread about an update", f"{about}?update=1")
    yield Screen(
        "start about words, refused",
        f"{about}?words=yes",
        422,
        fill(("#passage", "Swaps were once done with a pencil"), then="Start the thread"),
    )
    yield Screen("page with discussed words", f"/wiki/{site.discussed}/")
    yield Screen("thread about words", site.thread_of_words)
    yield Screen(
        "threads about an area", f"/wiki/{site.discussed}/discussion/area/{site.discussed_area}/"
    )
    yield Screen("thread with the reply form", f"{thread}?reply=2")
    yield Screen("reply, refused", f"{thread}?reply=2", 422, press("Post reply"))
    yield Screen("reply, going on with a draft", site.reply_draft)
    yield Screen("reply, previewed as one types", f"{thread}?quote=2", do=preview_live, loads=False)
    yield Screen("edit a post", f"/posts/{site.own_post}/edit/")
    yield Screen("propose from a post", f"/posts/{site.other_post}/propose/")
    yield Screen(
        "propose from a post, refused",
        f"/posts/{site.other_post}/propose/",
        422,
        press("Propose it"),
    )
    yield Screen("take down a post", f"/posts/{site.own_post}/remove/")
    door = f"/posts/{site.other_post}/remove/"
    yield Screen("take down anybody's post, refused", door, 422, press("Take it down"))
    yield Screen("subject and tags of a thread", f"{thread}subject/")
    yield Screen(
        "subject, refused",
        f"{thread}subject/",
        422,
        fill(("#subject", " "), then="Save subject and tags"),
    )
    yield Screen("somebody else's post", f"/posts/{site.other_post}/edit/", 403)
    yield Screen("profile", "/profile/")
    yield Screen("stop mail", site.stop_mail)
    yield Screen("mail is stopped", site.stopped_mail)
    yield Screen("e-mail addresses", "/accounts/email/")
    yield Screen("change password", "/accounts/password/change/")
    yield Screen("sign out", "/accounts/logout/")
    yield Screen("inbox", "/inbox/")
    yield Screen("inbox, unread", "/inbox/?show=unread")
    yield Screen("inbox, all read", "/inbox/?show=unread", do=mark_all_read)
    yield Screen("too many", f"{wiki}edit/", 429, send_too_many)
    yield Screen("what a tag is for", f"/tags/{site.tag}/about/")
    yield Screen("names of a tag", f"/tags/{site.tag}/names/")
    yield Screen(
        "names of a tag, refused", f"/tags/{site.tag}/names/", 422, press("Rename the tag")
    )
    yield Screen("feature", f"{wiki}feature/")
    yield Screen("protection", f"{wiki}protection/")
    yield Screen("delete a page", f"{wiki}delete/")
    yield Screen("delete a page, refused", f"{wiki}delete/", 422, press("Delete this page"))
    yield Screen("deleted page, its title hidden", f"/wiki/{site.deleted_untitled}/", 410)
    yield Screen("reason that was hidden", f"/recommendations/{site.star_without_reason}/star/")
    yield Screen("star without its reason", f"/recommendations/{site.star_without_reason}/")
    yield Screen("text that is hidden", site.hidden_text, 410)
    yield Screen("history with a hidden text", "/wiki/where-keys-are/history/")
    yield Screen("hide a text", "/wiki/where-keys-are/changes/1/hide/")
    yield Screen(
        "hide a text, refused", "/wiki/where-keys-are/changes/1/hide/", 422, press("Hide it")
    )
    yield Screen("take a file down", f"{site.picture}hide/")
    yield Screen("take a file down, refused", f"{site.picture}hide/", 422, press("Take it down"))
    yield Screen("hide a version", f"{site.picture}2/hide/")
    yield Screen("protection, refused", f"{wiki}protection/", 422, press("Protect this page"))
    yield Screen("feature, refused", f"{wiki}feature/", 422, press("Feature this page"))
    thread = f"/discussion/{site.thread}/"
    yield Screen("thread, to look after", thread)
    yield Screen("lock a thread, refused", f"{thread}lock/", 422, press("Lock the thread"))
    yield Screen("resolve a thread", f"{thread}resolve/")
    yield Screen("move a thread, refused", f"{thread}move/", 422, press("Move the thread"))
    yield Screen("split a branch off", f"{thread}split/?post=2")
    yield Screen("merge a thread, refused", f"{thread}merge/", 422, press("Merge the threads"))


def _questions(site: SimpleNamespace) -> Iterator[Screen]:
    """Asking, answering, superseding and opening again."""
    ask, open_one = f"/wiki/{site.slug}/questions/ask/", f"/questions/{site.questions['open']}/"
    answered = f"/questions/{site.questions['answered']}/"
    yield Screen("ask a question", ask)
    yield Screen("ask, refused", ask, 422, press("Ask it"))
    yield Screen("ask, similar ones", ask, do=type_a_known_question, loads=False)
    yield Screen("answer", f"{open_one}answer/")
    yield Screen("answer, refused", f"{open_one}answer/", 422, press("Answer"))
    yield Screen("answer, overtaken", f"{open_one}answer/", 409, meet_an_answer)
    yield Screen("answer anew", f"{answered}answer/")
    yield Screen("supersede", f"{answered}supersede/")
    yield Screen("supersede, refused", f"{answered}supersede/", 422, press("Let it take the place"))
    yield Screen("open again, refused", f"{answered}reopen/", 422, press("Open it again"))


def _giving_way(site: SimpleNamespace) -> Iterator[Screen]:
    """Merging, splitting, undoing either, and moving to another page."""
    merge, move = (
        f"/recommendations/{site.similar}/merge/",
        f"/recommendations/{site.similar}/move/",
    )
    yield Screen("merge", merge)
    yield Screen("merge, others found", f"{merge}?q=the")
    yield Screen("merge, nothing chosen", merge, 422, press("Go on with the chosen ones"))
    yield Screen("merge, what will happen", f"{merge}?with={site.merger}")
    yield Screen(
        "merge, refused",
        f"{merge}?with={site.merger}",
        422,
        fill(("#note", "n" * 500), then="Merge them", choose="[name=into][value=new]"),
    )
    yield Screen("undo a merge", f"/recommendations/{site.merger}/merge/undo/")
    yield Screen("undo a split", f"/recommendations/{site.split}/merge/undo/")
    split = f"/recommendations/{site.similar}/split/"
    yield Screen("split", split)
    yield Screen("split, refused", split, 422, press(f"Split R{site.similar}"))
    yield Screen("move", move)
    yield Screen("move, no such page", move, 422, fill(("#page", "e"), then="Find the page"))
    yield Screen(
        "move, areas offered", move, do=fill(("#page", site.other_page), then="Find the page")
    )
