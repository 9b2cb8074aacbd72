"""Reading: one page signed out and in, its history and a comparison as they grow.

Run: .venv/bin/python benchmarks/pages.py
"""

from functools import partial

from measuring import cpu_ms, start_site, table

start_site()

from django.test import Client

from accounts.models import User
from recommendations import arranging, starring
from wiki.models import Page
from wiki.writing import create_page, revise_page

PARAGRAPH = (
    "People who do the work know where the system hurts, and say so when they are asked. " * 6
)


def page_with(author: User, title: str, recommendations: int, updates: int) -> Page:
    page = create_page(author=author, title=title, body="\n\n".join([PARAGRAPH] * 8))
    area = arranging.add_area(page, "An area", author=author)
    for number in range(recommendations):
        item = arranging.add(area, f"Do the thing that is number {number}", author=author)
        if number % 3 == 0:
            starring.give(item, person=author)
    for number in range(updates):
        body = page.body.replace("hurts", f"hurts{number}", 1) if number % 2 else page.body
        revise_page(page, author=author, body=f"{body}\n\nUpdate {number}")
    return page


def main() -> None:
    author = User.objects.create_user("author", password="a long password here")  # noqa: S106
    stranger, member = Client(), Client()
    member.force_login(author, backend="django.contrib.auth.backends.ModelBackend")
    pages = {n: page_with(author, f"Page of {n}", n, 0) for n in (3, 30, 300)}
    reading = [("health check, no query", cpu_ms(partial(stranger.get, "/healthz")))]
    for n, page in pages.items():
        address = page.get_absolute_url()
        reading += [
            (f"page with {n} recommendations, visitor", cpu_ms(partial(stranger.get, address))),
            (f"page with {n} recommendations, signed in", cpu_ms(partial(member.get, address))),
        ]
    table("Reading a page", reading)
    histories = {n: page_with(author, f"History of {n}", 3, n) for n in (10, 100, 1000)}
    for title, place in (("History, newest 50", "history/"), ("One update", "changes/9/")):
        rows = [
            (f"of {n} updates", cpu_ms(partial(stranger.get, page.get_absolute_url() + place)))
            for n, page in histories.items()
        ]
        table(title, rows)


main()
