"""A thread of 10, 100 and 1,000 posts on one page; of one level, and of 50.

Run: .venv/bin/python benchmarks/threads.py

Posts are measured against the plain template loop that they replace, in the same run.
"""

from functools import partial

from measuring import cpu_ms, start_site, table

start_site()

from django.db import connection
from django.template import engines
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from discussions import reading
from discussions.models import MAX_DEPTH, Thread
from discussions.ordering import View
from discussions.posting import reply, start_thread
from discussions.valuing import answer
from wiki.writing import create_page

WHOLE = View(is_whole=True)
LOOP = (
    '{% for row in rows %}{% include "discussions/_between.html" with is_first=forloop.first '
    'deeper=row.deeper closes=row.closes %}{% include "discussions/_reply.html" %}{% endfor %}'
)
FILLED = "{% load discussions %}{% each_reply rows %}"
WORDS = "Whoever hears the bell goes, and says so on the board beside the door. *Number {}* too."


def thread_of(people: list[User], posts: int, levels: int) -> Thread:
    """Branches of `levels` posts, each answering the one before it; every ninth is valued."""
    page = create_page(author=people[0], title=f"{posts} posts, {levels} levels", body="Words.")
    thread = start_thread(page, author=people[0], subject=f"{posts} posts", body=WORDS.format(1))
    for number in range(2, posts + 1):
        to = 1 if (number - 2) % levels == 0 else number - 1
        author = people[number % len(people)]
        post = reply(thread, author=author, body=WORDS.format(number), to=to)
        if number % 9 == 0:
            answer(post, person=people[(number + 1) % len(people)], given=True)
    return Thread.objects.get(pk=thread.pk)


def pages(client: Client, threads: dict[str, Thread], title: str) -> None:
    def get(thread: Thread) -> None:
        client.get(f"{thread.get_absolute_url()}?posts=all")

    table(title, [(name, cpu_ms(partial(get, one))) for name, one in threads.items()])
    asked = []
    for name, one in threads.items():
        with CaptureQueriesContext(connection) as seen:
            get(one)
        asked.append((name, float(len(seen))))
    table("  the same", asked, "queries")


def replies(thread: Thread, reader: User) -> None:
    """What the posts alone take: looped through their template, and filled in."""
    request = RequestFactory().get("/")
    request.user = reader
    rows = reading.read(thread, reader, view=WHOLE).rows
    given = {"rows": rows, "thread": thread, "view": WHOLE}

    def render(template: str) -> None:
        engines["django"].from_string(template).render(given, request)

    table(
        f"{len(rows)} replies as HTML, signed in",
        [
            ("through their template", cpu_ms(partial(render, LOOP), times=3)),
            ("filled in", cpu_ms(partial(render, FILLED))),
        ],
    )


def main() -> None:
    people = [User.objects.create_user(f"person{n}", email=f"p{n}@example.org") for n in range(12)]
    threads = {
        f"{posts} posts, {levels} levels": thread_of(people, posts, levels)
        for posts, levels in ((10, 1), (100, 1), (1_000, 1), (1_000, MAX_DEPTH))
    }
    pages(Client(), threads, "The whole thread on one page, as a visitor")
    member = Client()
    member.force_login(people[1], backend="django.contrib.auth.backends.ModelBackend")
    pages(member, threads, "The same, signed in")
    replies(threads["1000 posts, 1 levels"], people[1])
    replies(threads[f"1000 posts, {MAX_DEPTH} levels"], people[1])


main()
