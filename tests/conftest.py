"""What every test may ask for: the cast, a page, a small whole site, a browser."""

import os
import shutil
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from hypothesis import HealthCheck, settings

# Every run tries the same texts: what fails on one machine fails on all, and no clock decides.
settings.register_profile(
    "alike",
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
settings.load_profile("alike")

CHROMIUMS = ("chromium", "chromium-browser", "google-chrome")
CHROMIUM = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, CHROMIUMS)), None)
NO_CHROMIUM = "No Chromium found: install one, or name one in CHROMIUM, to run the browser tests"
ON_CI = os.environ.get("CI") == "true"
AXE = Path(__file__).parent / "journeys" / "vendor" / "axe.min.js"


# The run --------------------------------------------------------------------------------------


def pytest_report_header() -> str:
    settings = os.environ.get("DATABASE_URL", "sqlite").partition(":")[0]
    return f"database: {settings}; browser: {CHROMIUM or 'none'}"


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put browser tests last: once Playwright runs, it leaves an event loop to its thread."""
    items.sort(key=lambda item: item.get_closest_marker("browser") is not None)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    if item.get_closest_marker("browser") is None:
        return
    if CHROMIUM is None:
        (pytest.fail if ON_CI else pytest.skip)(NO_CHROMIUM)
    # Playwright's loop makes Django take plain test code for asynchronous code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown() -> Iterator[None]:
    try:
        return (yield)
    finally:
        os.environ.pop("DJANGO_ALLOW_ASYNC_UNSAFE", None)


@pytest.fixture(autouse=True)
def _empty_cache() -> Iterator[None]:
    """Rates and sign-in failures that one test ran up are not held against the next."""
    yield
    cache.clear()


# The cast -------------------------------------------------------------------------------------


@pytest.fixture
def new_person(db: None) -> Callable[..., Any]:
    """Make one more person: `new_person("ines", is_moderator=True)`."""
    from accounts.models import User

    def make(username: str, **more: Any) -> User:
        more = {"email": f"{username}@example.org", "password": "correct horse battery", **more}
        return User.objects.create_user(username, **more)

    return make


@pytest.fixture
def author(new_person: Callable[..., Any]) -> Any:
    """Wrote the pages."""
    return new_person("amara")


@pytest.fixture
def member(new_person: Callable[..., Any]) -> Any:
    """Signed in, and has written nothing yet."""
    return new_person("ben")


@pytest.fixture
def listener(new_person: Callable[..., Any]) -> Any:
    """A member who hears pages through a screen reader, and lives in another time zone."""
    return new_person("lena", zone="America/New_York")


@pytest.fixture
def moderator(new_person: Callable[..., Any]) -> Any:
    return new_person("mo", is_moderator=True)


@pytest.fixture
def administrator(new_person: Callable[..., Any]) -> Any:
    return new_person("root", is_staff=True, is_superuser=True)


@pytest.fixture
def stranger(client: Client) -> Client:
    """The client of somebody who is not signed in."""
    return client


@pytest.fixture
def signed_in() -> Callable[[Client, Any], Client]:
    """`signed_in(client, person)` signs the person in, without a form, and returns the client."""

    def sign_in(client: Client, person: Any) -> Client:
        client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return sign_in


# What they wrote ------------------------------------------------------------------------------


@pytest.fixture
def make_page(author: Any) -> Callable[..., Any]:
    """Write a page by the product's own deed; what is not given is made up."""
    from wiki.writing import create_page

    numbers = count(1)

    def make(title: str = "", **more: Any) -> Any:
        title = title or f"Page {next(numbers)}"
        return create_page(**{"author": author, "title": title, "body": "Some words.", **more})

    return make


@pytest.fixture
def a_small_site(
    make_page: Callable[..., Any], author: Any, member: Any, listener: Any
) -> SimpleNamespace:
    """A page with two updates, an area, two recommendations, stars, and a thread with replies."""
    from discussions.models import Post
    from discussions.posting import reply, start_thread
    from recommendations.arranging import add, add_area, reword
    from recommendations.starring import give
    from wiki.writing import revise_page

    other = make_page("Rota")
    page = make_page("Night work", body="# Why\n\nSee [[Rota]] and [[Sleep]].", tags="shifts, rest")
    revise_page(page, author=member, body="# Why\n\nSee [[Rota]].", note="No page on sleep yet")
    area = add_area(page, "Before the shift", author=author)
    first = add(area, "Say a week ahead who works the night", author=author)
    second = add(area, "Keep a bed free", author=author)
    give(first, person=member)
    give(second, person=listener)
    reword(second, "Keep two beds free for whoever cannot drive home", author=author)
    thread = start_thread(page, author=member, subject="Beds", body="Where?", recommendation=second)
    reply(thread, author=listener, body="On the ground floor.")
    reply(thread, author=author, body="There are two.", to=2)
    return SimpleNamespace(
        page=page,
        other=other,
        area=area,
        recommendation=first,
        reworded=second,
        thread=thread,
        posts=list(Post.objects.filter(thread=thread).order_by("number")),
    )


# Many at once ---------------------------------------------------------------------------------


@pytest.fixture
def at_once(transactional_db: None) -> Callable[[Iterable[Callable[[], Any]]], list[Any]]:
    """Run deeds in as many threads, all let go at the same moment.

    Returns what each deed returned, or the exception that it raised, in their order.
    """

    def run(deeds: Iterable[Callable[[], Any]]) -> list[Any]:
        deeds = list(deeds)
        gate = threading.Barrier(len(deeds), timeout=60)

        def go(deed: Callable[[], Any]) -> Any:
            gate.wait()
            try:
                return deed()
            except Exception as error:
                return error
            finally:
                connection.close()

        with ThreadPoolExecutor(len(deeds)) as threads:
            return list(threads.map(go, deeds))

    return run


# The browser ----------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """The system's Chromium, told not to call home."""
    quiet = ("background-networking", "component-update", "sync", "quic", "gpu")
    return {
        **browser_type_launch_args,
        "executable_path": CHROMIUM,
        "args": ["--no-sandbox", "--no-first-run", *(f"--disable-{what}" for what in quiet)],
    }


@pytest.fixture
def axe_violations() -> Callable[[Any], list[str]]:
    """What axe-core finds wrong with the page that a browser shows, one line each."""

    def find(page: Any) -> list[str]:
        # Evaluated, not added as a script: the content security policy is part of the test.
        page.evaluate(AXE.read_text())
        tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
        found = page.evaluate("tags => axe.run({runOnly: {type: 'tag', values: tags}})", tags)
        return [
            f"{violation['id']}: {violation['help']}: {node['html'][:200]}"
            for violation in found["violations"]
            for node in violation["nodes"]
        ]

    return find
