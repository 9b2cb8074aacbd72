"""The demo content is consistent with itself, and enough to leave no screen empty."""

from collections import Counter
from datetime import UTC, datetime
from itertools import pairwise
from zoneinfo import ZoneInfo

STATES = {"proposed", "agreed", "in_progress", "done", "declined", "superseded"}


def test_each_event_happens_after_the_one_before_it(story_events):
    times = [event["at"] for event in story_events]
    assert all(earlier < later for earlier, later in pairwise(times))
    assert times[0] >= datetime(2026, 9, 14, tzinfo=UTC)
    assert times[-1] < datetime(2026, 11, 21, tzinfo=UTC)


def test_eleven_people_introduce_themselves(story_people):
    assert len(story_people) == 11
    assert "admin" not in story_people
    assert sum(person["moderator"] for person in story_people.values()) == 2
    for person in story_people.values():
        assert person["email"].endswith("@example.org")
        assert person["name"]
        assert person["about"]
        assert ZoneInfo(person["zone"])


def test_everyone_takes_part(story, story_events):
    for deed in ("star", "reply", "valuable", "watch"):
        assert {event["by"] for event in story_events if event["do"] == deed} == set(
            story.people
        ), deed


def test_pages_have_a_history_by_several_people(story):
    assert 12 <= len(story.pages) <= 13
    assert all(page.updates >= 2 for page in story.pages.values())
    assert all(len(page.authors) >= 2 for page in story.pages.values())


def test_the_featured_page_shows_what_the_product_does(story, story_events):
    featured = [event["page"] for event in story_events if event["do"] == "feature"]
    slug = featured[0]
    page = story.pages[slug]
    standing = [r for r in story.recommendations.values() if r.page == slug and not r.removed]
    assert page.updates >= 15
    assert len(page.authors) >= 8
    assert len({r.area for r in standing}) == 5
    assert 22 <= len(standing) <= 27
    assert page.body.split("\n\n")[0].strip().endswith("?")
    assert {r.status for r in standing} == STATES


def test_a_question_without_recommendations_stands_after_the_placement_line(story):
    after = [
        page.body.split("[[recommendations]]", 1)[1]
        for page in story.pages.values()
        if "\n[[recommendations]]\n" in page.body
    ]
    assert any("?" in text and "## " in text for text in after)


def test_placement_lines_name_areas_that_stand_on_the_page(story):
    placed = 0
    for page in story.pages.values():
        for line in page.body.splitlines():
            if line.startswith("[[recommendations:"):
                assert line.removeprefix("[[recommendations:").removesuffix("]]").strip() in (
                    page.areas
                )
                placed += 1
    assert placed


def test_links_lead_to_pages_and_one_page_is_wanted(story):
    titles = {page.title for page in story.pages.values()}
    linked: Counter[str] = Counter()
    for page in story.pages.values():
        for part in page.body.split("[[")[1:]:
            target = part.split("]]")[0].split("|")[0]
            if not target.startswith("recommendations"):
                linked[target] += 1
    assert len(set(linked) - titles) == 1
    assert titles <= set(linked), titles - set(linked)


def test_some_pages_hold_tables_footnotes_and_no_recommendations(story):
    bodies = [page.body for page in story.pages.values()]
    assert any("|---" in body and "[^1]:" in body for body in bodies)
    assert set(story.pages) - {r.page for r in story.recommendations.values()}


def test_recommendations_are_many_and_in_every_state(story):
    standing = [r for r in story.recommendations.values() if not r.removed]
    assert len(standing) >= 44
    assert len({r.page for r in standing}) >= 4
    assert {r.status for r in standing} == STATES
    wordings = [r.wording for r in standing]
    assert len(wordings) == len(set(wordings))


def test_stars_have_reasons_and_some_were_overtaken(story):
    assert story.starred >= 120
    assert len(story.reasons) >= story.starred // 4
    assert story.overtaken >= 8
    assert story.did["confirm"] >= 2
    assert story.did["unstar"] >= 3
    assert sum(len(r.starred_earlier()) for r in story.recommendations.values()) >= 3
    assert any(len(event["keys"]) >= 5 for event in story.together)


def test_one_page_says_what_its_stars_mean_and_one_asks_for_reasons(story):
    assert sorted(len(page.meanings) for page in story.pages.values())[-1] == 2
    meant = {mark[1] for one in story.recommendations.values() for mark in one.stars}
    assert len(meant - {""}) == 2
    assert sum(page.needs_reason for page in story.pages.values()) == 1


def test_reservations_are_open_overtaken_answered_and_withdrawn(story):
    held = {
        (key, person): (wording, r.wording)
        for key, r in story.recommendations.items()
        for person, wording in r.reservations.items()
    }
    assert 2 <= len(held) <= 5
    assert any(about == now for about, now in held.values())
    assert any(about != now for about, now in held.values())
    assert story.answered & set(held)
    assert story.did["withdraw"] >= 1


def test_threads_are_many_and_some_are_deep(story, story_events):
    posts = [post for thread in story.threads.values() for post in thread]
    assert 12 <= len(story.threads) <= 20
    assert len(posts) >= 60
    assert max(post.depth for post in posts) == 7
    assert sum(post.removed for post in posts) == 1
    assert story.did["edit_post"] >= 2
    assert set(story.answers.values()) == {"yes", "no"}
    threads = [event for event in story_events if event["do"] == "thread"]
    assert sum("about" in event for event in threads) >= 4
    assert any(event.get("tags") for event in threads)


def test_threads_are_featured_resolved_and_moved_and_a_post_comes_by_mail(story):
    for deed in ("feature_thread", "resolve", "move_thread"):
        assert story.did[deed] == 1, deed
    assert story.mailed == 1


def test_a_few_recommendations_say_who_does_what_by_when_and_on_what_evidence(story):
    assert len(story.detailed) >= 3
    plans = list(story.detailed.values())
    assert any(plan.doer and plan.deed and plan.by_when and plan.benefit for plan in plans)
    assert any(len(plan.evidence) >= 2 for plan in plans)
    assert any(not plan.evidence for plan in plans)
    assert all(plan.audience for plan in plans)


def test_one_change_that_looks_like_a_fix_is_declared_a_rewording(story_events):
    rewordings = [event for event in story_events if event["do"] == "reword"]
    assert sum(event.get("declared", False) for event in rewordings) == 1


def test_some_were_merged_across_pages_one_was_split_and_one_moved(story, story_events):
    merged = [event["keys"] for event in story_events if event["do"] == "merge"]
    assert any(len({story.recommendations[key].page for key in keys}) > 1 for keys in merged)
    assert story.did["split"] == 1
    assert story.did["move_to_page"] == 1


def test_questions_are_open_answered_and_superseded(story):
    assert set(story.questions.values()) == {"open", "answered", "superseded"}


def test_a_statement_is_challenged_and_stays_so_and_another_was_answered(story):
    assert set(story.challenges.values()) == {"open", "answered"}
