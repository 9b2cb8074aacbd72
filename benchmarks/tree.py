"""The tree of pages as it grows: moving a branch, paths, contents, the branch's activity.

Run: .venv/bin/python benchmarks/tree.py
"""

from measuring import cpu_ms, start_site, table

start_site()

from django.db import connection
from django.db.models import QuerySet
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from wiki.models import Page, PageName
from wiki.tree import ancestors, branch
from wiki.writing import create_page, revise_page

SIZES = (1_000, 100_000)  # pages under the one that is moved
WIDE = 10  # pages under each page
WRITING = ("INSERT", "UPDATE", "DELETE")


def branch_of(author: User, size: int) -> tuple[Page, Page]:
    """A page with `size` others beneath it, plain rows but for itself; and the last of them."""
    top = create_page(author=author, title=f"Top of {size}", body="Words.")
    first = (Page.objects.order_by("-pk").values_list("pk", flat=True).first() or 0) + 1
    QuerySet(Page).bulk_create(
        (
            Page(
                pk=first + n,
                title=f"Page {n} of {size}",
                slug=f"page-{n}-of-{size}",
                parent_id=first + n // WIDE - 1 if n >= WIDE else top.pk,
                created_at=timezone.now(),
            )
            for n in range(size)
        ),
        batch_size=5_000,
    )
    PageName.objects.bulk_create(
        (PageName(slug=f"page-{n}-of-{size}", page_id=first + n) for n in range(size)),
        batch_size=5_000,
    )
    return top, Page.objects.get(pk=first + size - 1)


def moving(author: User, page: Page, places: list[Page]) -> tuple[int, float]:
    """How many rows one move writes, and the CPU time of one."""
    there = iter(places * 100)

    def move() -> None:
        revise_page(page, author=author, parent=next(there))

    with CaptureQueriesContext(connection) as asked:
        move()
    rows = sum(query["sql"].startswith(WRITING) for query in asked)
    return rows, cpu_ms(move, times=9)


def main() -> None:
    author = User.objects.create_user("ann", email="ann@example.org", password=None)
    places = [create_page(author=author, title=f"Place {n}", body="Words.") for n in range(2)]
    client = Client()
    rows: dict[str, list[tuple[str, float]]] = {}
    for size in SIZES:
        top, leaf = branch_of(author, size)
        for name, page in (("a branch", top), ("a leaf", leaf)):
            written, work = moving(author, page, places)
            said = f"{size:,} pages, {written} statements write"
            rows.setdefault(f"moving {name} to another page", []).append((said, work))
        revise_page(leaf, author=author, parent=top)
        here = top.get_absolute_url()
        for name, deed in (
            ("the path of a leaf", lambda page=leaf: ancestors(page)),
            ("the first 200 lines of the contents", lambda page=top: branch(page, size=200)),
            ("reading the page", lambda at=here: client.get(at)),
            ("its contents, as a screen", lambda at=here: client.get(f"{at}under/")),
            ("activity beneath it", lambda at=top.slug: client.get(f"/activity/?on={at}")),
        ):
            rows.setdefault(name, []).append((f"{size:,} pages", cpu_ms(deed, times=3)))
    for name, found in rows.items():
        table(name, found)


main()
