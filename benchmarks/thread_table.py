"""The lists of threads with 10 threads, then with 100,000: queries, time, and the ratio of the two.

Run: .venv/bin/python benchmarks/thread_table.py

Half of the threads stand beside one page. Rows are made in bulk, past the deeds.
"""

import datetime
import random
from functools import partial

from measuring import cpu_ms, start_site

start_site()

from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from discussions.models import Post, Thread, ThreadVisit, tree_id
from wiki.models import Tag
from wiki.writing import create_page

NOW = timezone.now()
SMALL, LARGE = 60, 100_000  # a full page of each list, and many
PEOPLE, READ = 200, 300

chance = random.Random(2008)
STATES = {
    "latest first": "",
    "by subject": "?sort=subject",
    "by starter, from Z": "?sort=-by",
    "most replies": "?sort=-replies",
    "unanswered": "?show=unanswered",
    "unread": "?show=unread",
    "mine": "?show=mine",
    "with my replies": "?show=replied",
    "resolved": "?state=resolved",
    "open, by subject": "?state=open&sort=subject",
    "about a recommendation": "?about=recommendation",
    "a tag's": "?tag=tag+1",
}


def grow_to(number: int, pages: list, people: list[User], tags: list[Tag]) -> None:
    there = Thread.objects.count()
    new = [
        Thread(
            page=pages[n % 2],
            subject=f"Subject {chance.random()}",
            started_by=(who := people[chance.randrange(PEOPLE)]),
            starter=who.username,
            started_at=NOW,
            posts_made=1,
            replies=chance.choice([0, 0, 1, 2, 5, 9]),
            last_post_at=NOW - datetime.timedelta(seconds=chance.randrange(10**8)),
            last_post_by=who,
            resolved_at=NOW if chance.random() < 0.3 else None,
            featured_at=NOW if n < 2 else None,
        )
        for n in range(there, number)
    ]
    made = Thread.objects.bulk_create(new, batch_size=2_000)
    posts = [
        Post(
            thread=one, number=1, author_id=one.started_by_id, body="So?", html="<p>So?</p>",
            created_at=NOW, tree_id=tree_id(one.pk, 1), lft=1, rght=2, level=0,
        )
        for one in made[:1_000]
    ]  # fmt: skip
    Post.objects.bulk_create(posts, batch_size=2_000)
    through = Thread.keywords.through
    through.objects.bulk_create(
        [through(thread=one, tag=chance.choice(tags)) for one in made[::4]], batch_size=2_000
    )
    ThreadVisit.objects.bulk_create(
        [
            ThreadVisit(thread=one, person=people[1], latest_at=NOW, latest_number=1)
            for one in made[:READ]
        ]
    )


def measured(reader: Client, address: str) -> dict[str, tuple[float, int]]:
    found = {}
    for name, query in STATES.items():
        show = partial(reader.get, address + query)
        answer = show()
        assert answer.status_code == 200, (name, answer.status_code)
        with CaptureQueriesContext(connection) as asked:
            show()
        queries = len(asked)  # the next request forgets them
        found[name] = (cpu_ms(show, times=4), queries)
    return found


def main() -> None:
    people = User.objects.bulk_create(
        User(username=f"person{n}", name_key=f"person{n}") for n in range(PEOPLE)
    )
    tags = Tag.objects.bulk_create(Tag(name=f"tag {n}", slug=f"tag-{n}") for n in range(8))
    pages = [create_page(author=people[0], title=name, body="x") for name in ("One", "Two")]
    reader = Client()
    reader.force_login(people[1], backend="django.contrib.auth.backends.ModelBackend")
    lists = {"of the site": "/discussion/", "of a page": "/wiki/one/discussion/"}
    results = []
    for number in (SMALL, LARGE):
        with transaction.atomic():
            grow_to(number, pages, people, tags)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        results.append({name: measured(reader, address) for name, address in lists.items()})
    small, large = results
    for name in lists:
        print(f"\nThreads {name}: {SMALL:,}, then {LARGE:,} on the site")
        for state in STATES:
            (few, asked), (many, asked_more) = small[name][state], large[name][state]
            ratio = f"{few:7.1f} {many:7.1f} {many / few:6.2f} x"
            print(f"  {state:<24} {asked:>3} {asked_more:>3} {ratio}")


main()
