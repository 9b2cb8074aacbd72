"""The page as its readers get it: its text, areas, recommendations, latest update, tags, links."""

import datetime
import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from discussions.posting import reply, start_thread
from recommendations.arranging import add, add_area, reword, set_status
from recommendations.models import Recommendation
from recommendations.starring import explain, give
from wiki.changesets import recording
from wiki.models import Page, PageWatch
from wiki.writing import feature, revise_page

BODY = """Who works the night?

People do.[^1]

## What was said

| Shift | People |
| ----- | ------ |
| Night | 3      |

See [[Rota]], [[Sleep|how to rest]] and [our site](https://example.org/).

[^1]: Nurses, mostly.
"""


@pytest.fixture
def night(make_page: Any, author: Any) -> Page:
    make_page("Rota", body="As [[Night work]] says, sleep.")
    return make_page("Night work", body=BODY, tags="shifts, rest", parent=make_page("Work"))


@pytest.fixture
def reader(client: Client, member: Any, signed_in: Any) -> Client:
    return signed_in(client, member)


def html_of(client: Client, address: str = "/wiki/night-work/") -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def element(html: str, id: str) -> str:
    """From the element of this id to the next element that has one of its kind."""
    start = html.index(f'id="{id}"')
    tag = re.findall(r"<(\w+)", html[:start])[-1]
    return html[start : html.index(f"</{tag}>", start)]


def words(html: str) -> str:
    return " ".join(re.sub(r"<[^>]*>", " ", html).split())


def test_the_page_shows_its_title_its_question_and_its_text(night: Page, stranger: Client) -> None:
    html = html_of(stranger)
    assert re.findall(r"<h1[^>]*>(.*?)</h1>", html) == ["Night work"]
    assert "<title>Night work – " in html
    assert re.search(r'<p class="lede[^"]*">Who works the night\?</p>', html)
    assert html.count("Who works the night?") == 1
    assert ">Night</td>" in html
    assert "Nurses, mostly." in html
    assert 'href="https://example.org/"' in html


def test_the_way_to_the_page_is_told(night: Page, stranger: Client) -> None:
    html = html_of(stranger)
    path = html[html.index('aria-label="You are here"') :]
    assert words(path[: path.index("</nav>")]).endswith("Home Work Night work")
    assert '<span aria-current="page">Night work</span>' in html


def test_the_contents_lead_to_every_part(night: Page, author: Any, stranger: Client) -> None:
    area = add_area(night, "Before the shift", author=author)
    html = html_of(stranger)
    contents = html[html.index('<ol class="contents">') : html.index("</nav>", html.index("toc-h"))]
    targets = re.findall(r'href="#([^"]+)"', contents)
    assert "recommendations" in targets
    assert f"area-{area.pk}" in targets
    assert "discussion" in targets
    for target in targets:
        assert len(re.findall(rf'id="{re.escape(target)}"', html)) == 1, target
    assert "What was said" in contents


def test_links_to_pages_that_are_there_and_not_are_told_apart(
    night: Page, stranger: Client
) -> None:
    html = html_of(stranger)
    assert re.search(r'<a[^>]*href="/wiki/rota/"[^>]*>Rota</a>', html)
    missing = re.search(r'<a[^>]*class="[^"]*missing[^"]*"[^>]*>.*?</a>', html)[0]
    assert "/wiki/new/?title=Sleep" in missing
    assert "how to rest" in words(missing)
    assert words(missing) != "how to rest"  # and said in words


def test_links_to_this_page_stand_beside_it_with_their_sentence(
    night: Page, stranger: Client
) -> None:
    html = html_of(stranger)
    links = html[html.index('id="links-h"') :]
    assert "As Night work says, sleep." in words(links[: links.index("</section>")])
    assert "No page links here yet" in html_of(stranger, "/wiki/work/")


def test_tags_stand_beside_it(night: Page, stranger: Client) -> None:
    html = html_of(stranger)
    assert '<a class="tag" href="/tags/shifts/">shifts</a>' in html
    assert '<a class="tag" href="/tags/rest/">rest</a>' in html


def test_the_latest_update_says_who_when_why_and_how_much(
    night: Page, listener: Any, client: Client, signed_in: Any
) -> None:
    at = datetime.datetime(2008, 11, 14, 10, 7, tzinfo=datetime.UTC)
    body = BODY.replace("People do", "Six more people do")
    revise_page(night, author=listener, body=body, note="Counted <again>", at=at)
    latest = element(html_of(client), "latest-update")
    assert "/people/lena/" in latest
    assert "Counted &lt;again&gt;" in latest
    assert "3 words added, 1 removed" in latest
    assert re.search(r'<time datetime="2008-11-14T10:07:00\+00:00">14 Nov 2008, 10:07 UTC', latest)
    assert 'href="/wiki/night-work/changes/2/"' in latest
    assert 'href="/wiki/night-work/history/"' in latest
    hers = element(html_of(signed_in(client, listener)), "latest-update")
    assert re.search(r'<time datetime="2008-11-14T05:07:00-05:00">14 Nov 2008, 05:07 EST', hers)


def test_a_featured_page_says_who_chose_it_and_why(
    night: Page, moderator: Any, stranger: Client
) -> None:
    assert "Featured page" not in html_of(stranger)
    feature(night, by=moderator, reason="It was tried")
    html = html_of(stranger)
    mark = html[html.index('<details class="featured">') :]
    mark = mark[: mark.index("</details>")]
    assert "Featured page" in mark
    assert "/people/mo/" in mark
    assert "It was tried" in mark


def test_every_recommendation_shows_what_is_known_of_it(
    night: Page, reader: Client, member: Any, author: Any
) -> None:
    area = add_area(night, "Before the shift", author=author)
    item = add(area, "Keep <one> bed free", author=author)
    give(item, person=author)
    explain(item, person=author, reason="I slept there")
    set_status(item, "in_progress", author=author, note="Two are made")
    start_thread(night, author=author, subject="Beds", body="Where?", recommendation=item)
    row = element(html_of(reader), f"r{item.pk}")
    assert f"R{item.pk}" in row
    assert "Keep &lt;one&gt; bed free" in row
    assert re.search(r'aria-pressed="false"[^>]*>1<svg', row)
    assert "In progress" in row
    assert "Two are made" in row
    assert f'href="/recommendations/{item.pk}/#threads"' in row
    assert "1 thread about" in words(row)
    assert f'href="/recommendations/{item.pk}/edit/"' in row
    assert "1 reason" in words(row)
    group = html_of(reader)
    assert f'id="area-{area.pk}"' in group
    give(item, person=member)
    row = element(html_of(reader), f"r{item.pk}")
    assert re.search(r'aria-pressed="true"[^>]*>2<svg', row)
    assert 'value="take"' in row
    reword(item, "Keep two beds free", author=author)
    row = element(html_of(reader), f"r{item.pk}")
    assert re.search(r'aria-pressed="mixed"[^>]*>0<svg', row)
    assert "You starred an earlier wording" in row
    assert "2 stars were given to an earlier wording" in words(row)


def test_a_reason_is_asked_for_after_the_star_and_never_before(
    night: Page, reader: Client, member: Any, author: Any
) -> None:
    item = add(add_area(night, "Beds", author=author), "Keep a bed free", author=author)
    assert 'name="reason"' not in html_of(reader)
    answer = reader.post(f"/recommendations/{item.pk}/star/", {"do": "give"}, follow=True)
    html = answer.content.decode()
    assert html.count('name="reason"') == 1
    assert "Starred. 1 in all." in html
    reader.post(f"/recommendations/{item.pk}/star/", {"do": "explain", "reason": "I slept there"})
    html = html_of(reader, f"/wiki/night-work/?starred={item.pk}")
    assert 'name="reason"' not in html
    assert "You starred this: I slept there" in words(html)


def test_a_page_without_recommendations_invites_the_first(night: Page, reader: Client) -> None:
    html = html_of(reader)
    assert "None yet. Start with one thing" in html
    assert 'href="/wiki/night-work/recommendations/add/"' in html


def test_the_order_is_as_written_or_by_stars(
    night: Page, reader: Client, member: Any, author: Any
) -> None:
    area = add_area(night, "Beds", author=author)
    first, second = (add(area, wording, author=author) for wording in ("First", "Second"))
    give(second, person=member)
    for query, expected in [
        ("", [first, second]),
        ("?order=stars", [second, first]),
        ("?order=absurd", [first, second]),
    ]:
        html = html_of(reader, f"/wiki/night-work/{query}")
        assert re.findall(r'id="r(\d+)"', html) == [str(item.pk) for item in expected]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("Before.", ["Before.", "Beds", "Food", "Light"]),
        (
            "Before.\n\n[[recommendations]]\n\nAfter?",
            ["Before.", "Beds", "Food", "Light", "After?"],
        ),
        (
            "[[recommendations: food]]\n\nBetween.\n\n[[Recommendations]]\n\nAfter?",
            ["Food", "Between.", "Beds", "Light", "After?"],
        ),
        (
            "Before.\n\n[[recommendations:  Food ]]\n\nAfter?",
            ["Before.", "Food", "After?", "Beds", "Light"],
        ),
        (
            "Before.\n\n[[recommendations: Nowhere]]\n\nAfter?",
            ["Before.", "After?", "Beds", "Food", "Light"],
        ),
        (
            "[[recommendations]]\n\nBetween.\n\n[[recommendations]]",
            ["Beds", "Food", "Light", "Between."],
        ),
        (
            "[[recommendations: Food]]\n\nBetween.\n\n[[recommendations: Food]]",
            ["Food", "Between.", "Beds", "Light"],
        ),
    ],
)  # fmt: skip
def test_areas_stand_where_the_writer_placed_them(
    body: str, expected: list[str], make_page: Any, author: Any, stranger: Client
) -> None:
    page = make_page("Night work", body=body)
    for title in ("Beds", "Food", "Light"):
        add(add_area(page, title, author=author), f"More {title.lower()}", author=author)
    html = html_of(stranger)
    article = html[html.index("<article") : html.index("</article>")]
    article = article[article.index("</details>") :]
    marks = r"Before\.|Between\.|After\?|>Beds<|>Food<|>Light<"
    assert [mark.strip("<>") for mark in re.findall(marks, article)] == expected
    assert article.count('id="recommendations"') == 1
    assert len(re.findall(r'id="r\d+"', article)) == 3
    assert "[[" not in article


def test_no_id_stands_twice_on_a_page(a_small_site: Any, reader: Client) -> None:
    for query in ("", f"?open={a_small_site.thread.pk}", f"?starred={a_small_site.reworded.pk}"):
        html = html_of(reader, f"{a_small_site.page.get_absolute_url()}{query}")
        ids = re.findall(r'\sid="([^"]+)"', html)
        assert sorted({one for one in ids if ids.count(one) > 1}) == []
        assert f"r{a_small_site.recommendation.pk}" in ids
        assert f"area-{a_small_site.area.pk}" in ids
        assert f"thread-{a_small_site.thread.pk}" in ids


def test_strangers_are_led_to_sign_in_and_back(a_small_site: Any, stranger: Client) -> None:
    row = element(html_of(stranger), f"r{a_small_site.recommendation.pk}")
    assert "Sign in to star" in row
    door = f"/accounts/login/?next=/wiki/night-work/%23r{a_small_site.recommendation.pk}"
    assert f'href="{door}"' in row
    assert "<button" not in row


def test_a_page_costs_the_same_however_much_stands_on_it(
    night: Page, reader: Client, member: Any, author: Any, new_person: Any
) -> None:
    people = [new_person(f"person{n}") for n in range(4)]
    feature(night, by=author, reason="It was tried")
    PageWatch.objects.create(page=night, person=member, since=timezone.now())

    def fill(count: int) -> None:
        with recording(night, author=author):
            for n in range(count):
                area = add_area(night, f"Area {n}", author=author)
                for m in range(2):
                    item = add(area, f"Recommendation {n} {m}", author=author)
                    for person in (*people[: n % 2], member):
                        give(item, person=person)
                    explain(item, person=member, reason="So")
                    reword(item, f"Reworded {n} {m}", author=author)
                    if m:
                        give(item, person=author)
                        set_status(item, "done", author=author, note="Well")
                if n < 10:
                    thread = start_thread(
                        night, author=author, subject=f"Thread {n}", body="?", recommendation=item
                    )
                    reply(thread, author=member, body="!")

    def queries(address: str = "/wiki/night-work/") -> int:
        with CaptureQueriesContext(connection) as asked:
            html_of(reader, address)
        return len(asked)

    fill(1)
    html_of(reader)  # the first visit is noted
    few = queries()
    fill(30)
    assert Recommendation.objects.count() == 62
    assert queries() == few
    assert queries("/wiki/night-work/?order=stars&threads=all") == few
    assert few <= 17
