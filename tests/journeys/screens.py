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


def fill(*answers: tuple[str, str], then: str) -> Callable[[Tab, SimpleNamespace], Any]:
    def do(tab: Tab, site: SimpleNamespace) -> None:
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


def open_thread(tab: Tab, site: SimpleNamespace) -> None:
    tab.locator("button.fold").first.click()
    tab.locator("tr.inplace:not([hidden]) .prose").first.wait_for()


def star(tab: Tab, site: SimpleNamespace) -> None:
    tab.locator(".rec button.star[aria-pressed=false]").first.click()
    tab.locator(".why").first.wait_for()


def mark_all_read(tab: Tab, site: SimpleNamespace) -> None:
    tab.get_by_role("button", name="Mark all as read").click()


def send_too_many(tab: Tab, site: SimpleNamespace) -> None:
    with override_settings(WRITE_RATES={**settings.WRITE_RATES, "edit": "1/3600"}):
        allow("edit", site.me)
        tab.get_by_role("button", name="Save page").last.click()
        tab.get_by_role("heading", name="What you typed").wait_for()


TYPED = "input:not([type=checkbox], [type=radio], [type=number], [readonly]), textarea"
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
    yield Screen("home", "/")
    yield Screen("all pages", "/wiki/")
    yield Screen("page", wiki)
    yield Screen("page with a thread open", wiki, do=open_thread, loads=False)
    yield Screen("page by stars", f"{wiki}?order=stars")
    yield Screen("short page", f"/wiki/{site.short}/")
    yield Screen("history", f"{wiki}history/")
    yield Screen("changes", f"{wiki}changes/{site.update}/")
    yield Screen("changes of recommendations", f"{wiki}changes/{site.stars_update}/")
    yield Screen("compare side by side", f"{wiki}compare/1/{site.update}/?view=side")
    yield Screen("as it stood", f"{wiki}at/{site.update}/")
    yield Screen("links", f"{wiki}links/")
    yield Screen("recommendation", f"/recommendations/{site.reworded}/")
    yield Screen("removed recommendation", f"/recommendations/{site.removed}/")
    yield Screen("board", "/recommendations/")
    yield Screen("board, nothing found", "/recommendations/?q=zzzz")
    yield Screen("threads", f"{wiki}discussion/")
    yield Screen("thread", thread)
    yield Screen("versions of a post", f"/posts/{site.edited_post}/history/")
    yield Screen("tags", "/tags/")
    yield Screen("tag", f"/tags/{site.tag}/")
    yield Screen("person", "/people/wren/")
    yield Screen("activity", "/activity/")
    yield Screen("search", "/search/")
    yield Screen("search, something found", "/search/?q=ward")
    yield Screen("search, one kind", "/search/?q=ward&type=talk")
    yield Screen("search, nothing found", "/search/?q=zzzzqqq")
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


def for_members(site: SimpleNamespace) -> Iterator[Screen]:
    """Screens of writing, and the kept ones of the person who is signed in."""
    wiki, thread = f"/wiki/{site.slug}/", f"/discussion/{site.thread}/"
    pen = f"/wiki/{site.pen}/"
    item = f"/recommendations/{site.reworded}/"
    yield Screen("page just starred", wiki, do=star, loads=False)
    yield Screen("empty page", pen)
    yield Screen("edit", f"{wiki}edit/")
    yield Screen("edit, refused", f"{wiki}edit/", 422, press("Save page"))
    yield Screen("edit, changes shown", f"{pen}edit/", do=press("Show changes"))
    yield Screen("conflict", f"{pen}edit/", 409, meet_another_save)
    yield Screen("new page", "/wiki/new/")
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
    yield Screen("edit a recommendation", f"{item}edit/")
    yield Screen("edit one, refused", f"{item}edit/", 422, press(f"Save R{site.reworded}"))
    yield Screen("status", f"{item}status/")
    yield Screen("star several", f"{wiki}recommendations/star/")
    yield Screen("start a thread", f"{wiki}discussion/new/")
    yield Screen("start, refused", f"{wiki}discussion/new/", 422, press("Start the thread"))
    yield Screen("thread with the reply form", f"{thread}?reply=2")
    yield Screen("reply, refused", f"{thread}?reply=2", 422, press("Post reply"))
    yield Screen("edit a post", f"/posts/{site.own_post}/edit/")
    yield Screen("take down a post", f"/posts/{site.own_post}/remove/")
    yield Screen("somebody else's post", f"/posts/{site.other_post}/edit/", 403)
    yield Screen("profile", "/profile/")
    yield Screen("e-mail addresses", "/accounts/email/")
    yield Screen("change password", "/accounts/password/change/")
    yield Screen("sign out", "/accounts/logout/")
    yield Screen("inbox", "/inbox/")
    yield Screen("inbox, unread", "/inbox/?show=unread")
    yield Screen("inbox, all read", "/inbox/?show=unread", do=mark_all_read)
    yield Screen("too many", f"{wiki}edit/", 429, send_too_many)
    yield Screen("feature", f"{wiki}feature/")
    yield Screen("feature, refused", f"{wiki}feature/", 422, press("Feature this page"))
