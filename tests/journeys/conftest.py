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
    from recommendations.models import Recommendation
    from updates.editing import Texts, save
    from wiki.models import Changeset, Page, Tag
    from wiki.writing import create_page

    page = Page.objects.filter(featured_at__isnull=False).get()
    somebody, me = User.objects.get(username="tobi.a"), User.objects.get(username="wren")
    pen = create_page(
        author=me, title="A page to try things on", body="The bell rings twice at night."
    )
    edited = Post.objects.filter(edited_at__isnull=False, removed_at__isnull=True).first()
    thread = Thread.objects.order_by("-replies").first()
    updates = Changeset.objects.filter(page=page)
    assert edited is not None
    assert thread is not None
    own = _reply(thread, me)

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
        "removed": Recommendation.objects.filter(is_removed=True)[0].pk,
        "thread": thread.pk,
        "edited_post": edited.pk,
        "own_post": own.pk,
        "other_post": edited.pk,
        "tag": Tag.objects.filter(pages=page)[0].slug,
        "save_as_somebody_else": save_as_somebody_else,
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
