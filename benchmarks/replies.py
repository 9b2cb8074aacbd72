"""A reply's cost depends on its branch, not on its thread. Reading a thread of 1,000 posts.

Run: .venv/bin/python benchmarks/replies.py
"""

import random
from functools import partial

from measuring import cpu_ms, start_site, table

start_site()

from django.test import Client

from accounts.models import User
from discussions.models import Thread
from discussions.posting import reply, start_thread
from wiki.writing import create_page


def thread_of(author: User, posts: int, seed: int = 7) -> Thread:
    """A thread whose posts answer the opening post or a recent one, as threads grow."""
    random.seed(seed)
    page = create_page(author=author, title=f"Page for {posts} posts", body="Words.")
    thread = start_thread(page, author=author, subject=f"{posts} posts", body="The opening post")
    for number in range(2, posts + 1):
        recent = max(1, number - random.randint(1, 30))
        to = 1 if random.random() < 0.2 else recent
        reply(thread, author=author, body=f"Reply number {number}", to=to)
    return thread


def main() -> None:
    author = User.objects.create_user("author", password="a long password here")  # noqa: S106
    threads = {n: thread_of(author, n) for n in (100, 1_000, 10_000)}
    count = iter(range(10**9))

    def reply_into(thread: Thread, to: int) -> None:
        reply(thread, author=author, body=f"New {next(count)}", to=to)

    replying = [
        (f"of {n} posts", cpu_ms(partial(reply_into, thread, n // 2)))
        for n, thread in threads.items()
    ]
    table("A reply into the middle of a thread", replying)
    member = Client()
    member.force_login(author, backend="django.contrib.auth.backends.ModelBackend")
    reading = [
        (f"of {n} posts", cpu_ms(partial(member.get, thread.get_absolute_url())))
        for n, thread in threads.items()
    ]
    table("Reading a thread's first page, signed in", reading)


main()
