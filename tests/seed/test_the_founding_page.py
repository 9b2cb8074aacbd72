"""Every element of the page that Parley was made for, as a reader finds it on the screen."""

from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client

from tests.elements import Element, read
from tests.seed.conftest import Seed
from wiki.models import Changeset

ADDRESS = "/wiki/emerging-issues/"


@pytest.fixture
def reader(client: Client, founding_page: SimpleNamespace, signed_in: Any) -> Client:
    """A member in New York."""
    return signed_in(client, founding_page.reader)


@pytest.fixture
def screen(reader: Client) -> Element:
    return read(reader.get(ADDRESS))


def test_the_file_is_read_as_the_page_that_it_is(seed: Seed) -> None:
    assert len(seed.areas) == 5
    assert len(seed.wordings) == len(set(seed.wordings)) == 34
    assert len(seed.starred) == 6
    assert [thread.by for thread in seed.threads] == ["hadleyac", "davemiller", "higgoo"]
    assert seed.thread_count == 4


# The text -------------------------------------------------------------------------------------


def test_it_has_its_title(screen: Element, seed: Seed) -> None:
    assert screen.one("h1").text == seed.title == "Emerging issues"
    assert screen.one("title").text.startswith("Emerging issues")
    assert screen.one("ol.path [aria-current=page]").text == "Emerging issues"


def test_it_is_marked_as_featured_with_who_and_why_on_demand(screen: Element) -> None:
    mark = screen.one("details.featured")
    assert mark.one("summary").text == "Featured page"
    assert "open" not in mark
    assert mark.one("p").text == (
        "Featured by mo, 10 November 2008: It is where the discussion led"
    )


def test_it_leads_with_its_question(screen: Element, seed: Seed) -> None:
    assert screen.one("article .lede").text == seed.question
    assert seed.question.endswith("?")


def test_its_paragraphs_stand_before_the_areas_and_the_second_question_after(
    screen: Element, seed: Seed
) -> None:
    before, after = screen.all("article .prose")
    assert before.texts("p") == [" ".join(text.split()) for text in seed.paragraphs]
    assert after.texts("p") == [seed.second_question]
    order = list(screen.one("article").inside())
    groups = [order.index(group) for group in screen.all("article section.group")]
    assert order.index(before) < min(groups)
    assert max(groups) < order.index(after)


# Recommendations ------------------------------------------------------------------------------


def test_its_five_areas_hold_its_34_recommendations_in_order_and_to_the_byte(
    screen: Element, seed: Seed
) -> None:
    found = [
        (group.one("h3").raw, [p.raw for p in group.all("li.rec p") if "id" in p])
        for group in screen.all("article section.group")
    ]
    assert found == seed.areas


def test_what_was_starred_has_one_star_and_no_asterisk_is_left(screen: Element, seed: Seed) -> None:
    stars = {}
    for item in screen.all("article li.rec"):
        wording = next(p.raw for p in item.all("p") if "id" in p)
        stars[wording] = item.one("button.star").text
    assert {wording for wording, said in stars.items() if said.startswith("1 star.")} == (
        seed.starred
    )
    assert sum(said.startswith("0 stars.") for said in stars.values()) == 28
    assert not [wording for wording in stars if "*" in wording]
    assert "34 recommendations" in screen.one("article header.hang").text
    assert "6 stars" in screen.one("article header.hang").text


def test_the_stars_are_davemillers(reader: Client, screen: Element) -> None:
    starred = [
        item for item in screen.all("article li.rec") if item.one(".star").text[:7] == "1 star."
    ]
    assert len(starred) == 6
    for item in starred:
        detail = read(reader.get(item.one("a.ref")["href"]))
        assert detail.texts(".reasons .who") == ["davemiller"]


# The latest update ----------------------------------------------------------------------------


def test_the_latest_update_says_who_when_why_and_how_much(screen: Element, seed: Seed) -> None:
    slip = screen.one("#latest-update")
    assert slip.one("a.who").text == "davemiller"
    assert slip.one("time").text == "14 Nov 2008, 05:07 EST"
    assert slip.one("time")["datetime"] == "2008-11-14T05:07:00-05:00"
    assert slip.one("blockquote").text == seed.note
    assert slip.one(".size").text == "6 stars given"


def test_its_changes_are_the_six_stars(reader: Client, screen: Element, seed: Seed) -> None:
    links = {a.text: a["href"] for a in screen.all("#latest-update a")}
    changes = read(reader.get(links["View changes"]))
    stars = changes.texts(".diffs .recs li")
    assert len(stars) == 6
    assert all(said.startswith("Star given") and said.endswith("davemiller") for said in stars)
    assert all(any(wording in said for said in stars) for wording in seed.starred)
    assert not changes.all(".diffs ins")


def test_its_complete_history_begins_with_the_page(reader: Client, screen: Element) -> None:
    links = {a.text: a["href"] for a in screen.all("#latest-update a")}
    history = read(reader.get(links["Complete history"]))
    assert len(history.all("table.hist tbody tr")) == 4
    first = history.one("#update-1")
    assert first.one("a.who").text == "hadleyac"
    assert "From the event" in first.text
    assert "34 recommendations added" in first.text
    assert "6 stars given" in history.one("#update-4").text


def test_before_that_update_it_had_no_stars(reader: Client, seed: Seed) -> None:
    for address in ("at/3/", "at/2008-11-13/"):
        then = read(reader.get(f"{ADDRESS}{address}"))
        assert [e.text for e in then.all("li.rec .star")] == ["0 stars."] * 34
        assert [p.raw for p in then.all("li.rec p") if "id" in p] == seed.wordings


# Beside it ------------------------------------------------------------------------------------


def test_it_has_its_keyword_tag(reader: Client, screen: Element, seed: Seed) -> None:
    tag = screen.one(".tags a.tag")
    assert tag.text == seed.tag == "issues"
    assert "Emerging issues" in read(reader.get(tag["href"])).texts("main a")


def test_it_tells_what_links_to_it_with_the_sentence(screen: Element) -> None:
    (slip,) = [s for s in screen.all("aside section") if s.one("h2").text == "Links to this page"]
    assert slip.texts("li a") == ["What we met for"]
    assert "What came of it stands in Emerging issues, in areas." in slip.one("li").text
    assert "Nobody took minutes" not in slip.one("li").text


def test_it_can_be_watched(screen: Element) -> None:
    button = screen.one("#watch button")
    assert (button["name"], button["value"], button["aria-pressed"]) == ("watch", "yes", "false")


# Discussion -----------------------------------------------------------------------------------


def test_its_threads_stand_in_a_table_the_newest_last_post_first(
    screen: Element, seed: Seed, founding_page: SimpleNamespace
) -> None:
    table = screen.one("#discussion table")
    assert set(table.texts("thead th")) == {"Thread subject", "Started by", "Replies", "Last post"}
    rows = []
    for row in table.all("tbody tr"):
        if "id" in row and row["id"].startswith("thread-"):
            rows.append([row.one("th a").text, *row.texts("td")])
    assert rows == [
        [
            thread.subject,
            thread.by,
            str(thread.replies),
            f"{thread.last_at:%-d %b %Y, %H:%M} by {thread.last_by}",
        ]
        for thread in seed.threads
    ]
    assert [row[-1] for row in rows] == [
        "17 Nov 2008, 07:28 by hadleyac",
        "17 Nov 2008, 07:10 by hadleyac",
        "7 Nov 2008, 07:14 by higgoo",
    ]


def test_three_of_its_four_threads_are_shown_and_all_can_be(
    reader: Client, screen: Element, seed: Seed
) -> None:
    line = screen.one("#discussion p.pager")
    assert line.all("span")[0].text == "Showing 3 of 4 threads for this page"
    every = read(reader.get(line.one("a")["href"]))
    rows = [row for row in every.all("tbody tr") if (row.get("id") or "").startswith("thread-")]
    assert [row.one("th a").text for row in rows] == [
        *(thread.subject for thread in seed.threads),
        "Who was there?",
    ]


def test_a_thread_opens_in_place(
    reader: Client, seed: Seed, founding_page: SimpleNamespace
) -> None:
    for told in seed.threads:
        thread = founding_page.threads[told.subject]
        screen = read(reader.get(f"{ADDRESS}?open={thread.pk}"))
        box = screen.one(f"#opened-{thread.pk}")
        started = box.all("time")[0]
        assert started.text == f"{told.started_at:%-d %b %Y, %H:%M} EST"
        assert started["datetime"] == told.started_at.isoformat()
        assert "Thread started:" in box.text
        assert "Watch this thread" in box.texts("button")
        words = box.all(".prose")[0].text
        assert words == " ".join(told.body.split())
        assert "Do you find this valuable?" in box.text
        assert {"Yes", "No"} <= set(box.texts("button"))
        assert "Keyword tags: none" in box.texts("p")
        replies = box.texts("details.last-reply")
        assert len(replies) == told.replies
        if replies:
            assert replies == [
                "Show last reply, hadleyac, 17 Nov 2008, 07:10 We began there.",
            ]


# Pasted ---------------------------------------------------------------------------------------


def test_pasting_the_text_itself_gives_the_same_page_starred_by_whoever_pastes(
    client: Client, seed: Seed, member: Any, signed_in: Any
) -> None:
    client = signed_in(client, member)
    text = seed.text.replace("\n", "\r\n")
    sent = {"title": seed.title, "text": text, "note": "Pasted"}
    shown = read(client.post("/wiki/paste/", {**sent, "do": "preview"}))
    assert "5 areas, 34 recommendations, 6 stars" in shown.one("main").text
    assert client.post("/wiki/paste/", {**sent, "do": "save"})["Location"] == ADDRESS
    saved = read(client.get(ADDRESS))
    found = [
        (group.one("h3").raw, [p.raw for p in group.all("li.rec p") if "id" in p])
        for group in saved.all("article section.group")
    ]
    assert found == seed.areas
    pressed = [b for b in saved.all("li.rec button.star") if b["aria-pressed"] == "true"]
    assert len(pressed) == 6
    assert saved.one(".lede").text == seed.question
    assert saved.all("article .prose")[-1].texts("p") == [seed.second_question]
    update = Changeset.objects.get()
    assert (update.counts["stars_given"], update.counts["recommendations_added"]) == (6, 34)
    assert "*" not in saved.one("article").text
