"""The demo story, told without a database: what stands after each event, or which one cannot be."""

import tomllib
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from django.utils.text import slugify

from recommendations.detailing import Details, is_link
from recommendations.wording import is_rewording

STORY = Path(__file__).resolve().parents[2] / "demo" / "story"
STATES = {"proposed", "agreed", "in_progress", "done", "declined", "superseded"}
TITLE, NOTE, WORDING, REASON, RESERVATION, SUBJECT = 200, 500, 500, 140, 500, 200
QUESTION = 300

Event = dict[str, Any]


@dataclass
class Recommendation:
    page: str
    area: str
    wording: str
    status: str = "proposed"
    removed: bool = False
    stars: dict[tuple[str, str], str] = field(default_factory=dict)
    """Each person who stars it, and by what, with the wording that the star was given to."""
    reservations: dict[str, str] = field(default_factory=dict)
    """Each person who has a reservation about it, with the wording that it is about."""

    def starred_earlier(self) -> set[tuple[str, str]]:
        return {mark for mark, wording in self.stars.items() if wording != self.wording}


@dataclass
class Page:
    title: str
    body: str
    updates: int = 1
    authors: set[str] = field(default_factory=set)
    areas: list[str] = field(default_factory=list)
    meanings: list[str] = field(default_factory=list)
    needs_reason: bool = False


@dataclass
class Post:
    author: str
    depth: int
    removed: bool = False


class Telling:
    """What stands after the events told so far; telling an impossible one fails."""

    def __init__(self, people: dict[str, Event]) -> None:
        self.people = people
        self.pages: dict[str, Page] = {}
        self.recommendations: dict[str, Recommendation] = {}
        self.threads: dict[str, list[Post]] = {}
        self.threads_on: dict[str, str] = {}
        self.did: Counter[str] = Counter()
        self.answers: dict[tuple[str, int, str], str] = {}
        self.reasons: set[tuple[str, str]] = set()
        self.watches: set[tuple[str, str]] = set()
        self.challenges: dict[str, str] = {}  # with what became of each
        self.questions: dict[str, str] = {}  # with what became of each
        self.together: list[Event] = []
        self.detailed: dict[str, Details] = {}
        self.answered: set[tuple[str, str]] = set()
        self.starred = self.overtaken = self.mailed = 0
        self.confirmed_late = 0

    def tell(self, event: Event) -> None:
        assert event["by"] in self.people
        assert len(event.get("note", "")) <= NOTE
        self.did[event["do"]] += 1
        getattr(self, event["do"])(event, event["by"])

    def updated(self, slug: str, who: str) -> Page:
        page = self.pages[slug]
        page.updates += 1
        page.authors.add(who)
        return page

    def standing(self, key: str) -> Recommendation:
        recommendation = self.recommendations[key]
        assert not recommendation.removed, f"{key} was removed"
        return recommendation

    def post(self, event: Event) -> Post:
        post = self.threads[event["thread"]][event["post"] - 1]
        assert event["post"] >= 1
        assert not post.removed
        return post

    def create_page(self, event: Event, who: str) -> None:
        assert len(event["title"]) <= TITLE
        assert event["page"] == slugify(event["title"])
        assert event["page"] not in self.pages
        assert event["note"]
        assert "parent" not in event or event["parent"] in self.pages
        self.pages[event["page"]] = Page(event["title"], body_of(event), authors={who})

    def edit_page(self, event: Event, who: str) -> None:
        page = self.updated(event["page"], who)
        assert event["note"]
        before = (page.title, page.body)
        if "replace" in event:
            for old, new in event["replace"]:
                assert page.body.count(old) == 1, f"{page.body.count(old)} times: {old}"
                page.body = page.body.replace(old, new)
        elif "body" in event or "body_file" in event:
            page.body = body_of(event)
        page.title = event.get("title", page.title)
        assert (page.title, page.body) != before or "tags" in event

    def attach(self, event: Event, who: str) -> None:
        self.updated(event["page"], who)
        assert event["alt"]
        assert event["note"]

    def tag(self, event: Event, who: str) -> None:
        assert event["text"]
        assert self.people[who]["moderator"]

    def suggest(self, event: Event, who: str) -> None:
        page = self.pages[event["page"]]
        assert event["note"]
        assert all(page.body.count(old) == 1 for old, _ in event["replace"])

    def suggest_wording(self, event: Event, who: str) -> None:
        assert event["note"]
        assert event["wording"] != self.standing(event["key"]).wording
        check_wording(event["wording"])

    def add(self, event: Event, who: str) -> None:
        page = self.updated(event["page"], who)
        assert event["note"]
        for item in event["items"]:
            assert item["key"] not in self.recommendations
            check_wording(item["wording"])
            if item["area"] not in page.areas:
                page.areas.append(item["area"])
            self.recommendations[item["key"]] = Recommendation(
                event["page"], item["area"], item["wording"]
            )

    def reword(self, event: Event, who: str) -> None:
        recommendation = self.standing(event["key"])
        check_wording(event["wording"])
        assert event["wording"] != recommendation.wording
        looks_like_a_fix = not is_rewording(recommendation.wording, event["wording"])
        assert event.get("declared", False) == looks_like_a_fix, event["wording"]
        assert event["note"]
        already = recommendation.starred_earlier()
        recommendation.wording = event["wording"]
        for mark in recommendation.stars:
            if mark[0] == who:
                # Whoever chose the new words stands behind them, and is not asked to confirm.
                recommendation.stars[mark] = recommendation.wording
        self.overtaken += len(recommendation.starred_earlier() - already)
        self.updated(recommendation.page, who)

    def move(self, event: Event, who: str) -> None:
        recommendation = self.standing(event["key"])
        assert event["area"] in self.updated(recommendation.page, who).areas
        assert event["position"] >= 1
        recommendation.area = event["area"]

    def move_to_page(self, event: Event, who: str) -> None:
        recommendation = self.standing(event["key"])
        assert event["note"]
        assert event["page"] != recommendation.page
        self.updated(recommendation.page, who)
        page = self.updated(event["page"], who)
        if event["area"] not in page.areas:
            page.areas.append(event["area"])
        recommendation.page, recommendation.area = event["page"], event["area"]

    def merge(self, event: Event, who: str) -> None:
        assert len(event["keys"]) >= 2
        assert event["area"] in self.pages[event["page"]].areas
        self.took_place(event["keys"], [event], event["page"], event["area"])
        for slug in {self.standing(key).page for key in event["keys"]} | {event["page"]}:
            self.updated(slug, who)

    def split(self, event: Event, who: str) -> None:
        original = self.standing(event["key"])
        assert len(event["parts"]) >= 2
        self.took_place([event["key"]], event["parts"], original.page, original.area)
        self.updated(original.page, who)

    def took_place(self, keys: list[str], new: list[Event], page: str, area: str) -> None:
        """Of the originals with these keys, the new ones with theirs."""
        for key in keys:
            assert self.standing(key).status != "superseded"
            self.recommendations[key].status = "superseded"
        for one in new:
            assert one["key"] not in self.recommendations
            check_wording(one["wording"])
            self.recommendations[one["key"]] = Recommendation(page, area, one["wording"])

    def remove(self, event: Event, who: str) -> None:
        recommendation = self.standing(event["key"])
        assert event["note"]
        recommendation.removed = True
        self.updated(recommendation.page, who)

    def rename_area(self, event: Event, who: str) -> None:
        page = self.updated(event["page"], who)
        page.areas[page.areas.index(event["area"])] = event["title"]
        for recommendation in self.recommendations.values():
            if (recommendation.page, recommendation.area) == (event["page"], event["area"]):
                recommendation.area = event["title"]

    def define(self, event: Event, who: str) -> None:
        page = self.updated(event["page"], who)
        assert event["note"]
        assert all(set(one) <= {"name", "meaning"} for one in event.get("meanings", []))
        page.meanings = [one["name"] for one in event.get("meanings", [])]
        page.needs_reason = event.get("need_reason", page.needs_reason)

    def mark(self, event: Event, who: str, recommendation: Recommendation) -> tuple[str, str]:
        """Whose star by which of the meanings that the page has."""
        meant = event.get("criterion", "")
        assert meant in (self.pages[recommendation.page].meanings or [""])
        return who, meant

    def star(self, event: Event, who: str) -> None:
        pages = set()
        for key in event["keys"]:
            recommendation = self.standing(key)
            mark = self.mark(event, who, recommendation)
            assert mark not in recommendation.stars, f"{who} has starred {key}"
            recommendation.stars[mark] = recommendation.wording
            pages.add(recommendation.page)
            self.starred += 1
            if "reason" in event:
                self.explained(key, who, event["reason"])
        (page,) = pages
        assert "reason" in event or not self.pages[page].needs_reason
        self.updated(page, who)
        if len(event["keys"]) > 1:
            assert event["note"]
            self.together.append(event)

    def explained(self, key: str, who: str, text: str) -> None:
        assert 0 < len(text) <= REASON
        self.reasons.add((key, who))

    def reason(self, event: Event, who: str) -> None:
        recommendation = self.standing(event["key"])
        assert self.mark(event, who, recommendation) in recommendation.stars
        self.explained(event["key"], who, event["text"])

    def confirm(self, event: Event, who: str) -> None:
        recommendation = self.standing(event["key"])
        mark = self.mark(event, who, recommendation)
        assert mark in recommendation.starred_earlier()
        recommendation.stars[mark] = recommendation.wording
        self.updated(recommendation.page, who)

    def unstar(self, event: Event, who: str) -> None:
        recommendation = self.standing(event["key"])
        del recommendation.stars[self.mark(event, who, recommendation)]
        self.updated(recommendation.page, who)

    def reserve(self, event: Event, who: str) -> None:
        recommendation = self.standing(event["key"])
        assert 0 < len(event["text"]) <= RESERVATION
        recommendation.reservations[who] = recommendation.wording
        self.updated(recommendation.page, who)

    def withdraw(self, event: Event, who: str) -> None:
        recommendation = self.recommendations[event["key"]]
        del recommendation.reservations[who]
        self.updated(recommendation.page, who)

    def status(self, event: Event, who: str) -> None:
        recommendation = self.standing(event["key"])
        assert event["status"] in STATES - {recommendation.status}
        assert event["note"]
        recommendation.status = event["status"]
        self.updated(recommendation.page, who)

    def details(self, event: Event, who: str) -> None:
        recommendation = self.standing(event["key"])
        filled = Details.read(event | {"audience": ", ".join(event.get("audience", []))})
        assert filled.is_filled
        assert all(is_link(one.url) and one.sentence for one in filled.evidence)
        self.detailed[event["key"]] = filled
        self.updated(recommendation.page, who)

    def feature(self, event: Event, who: str) -> None:
        assert self.people[who]["moderator"]
        assert event["page"] in self.pages
        assert event["reason"]

    def thread(self, event: Event, who: str) -> None:
        assert event["key"] not in self.threads
        assert event["page"] in self.pages
        assert 0 < len(event["subject"]) <= SUBJECT
        if "about" in event:
            assert self.standing(event["about"]).page == event["page"]
        if "answers" in event:
            assert event["answers"] in self.standing(event["about"]).reservations
            self.answered.add((event["about"], event["answers"]))
        self.threads[event["key"]] = [Post(who, 0)]
        self.threads_on[event["key"]] = event["page"]

    def reply(self, event: Event, who: str) -> None:
        posts = self.threads[event["thread"]]
        assert event["to"] >= 1
        posts.append(Post(who, posts[event["to"] - 1].depth + 1))
        self.mailed += event.get("by_mail", False)

    def feature_thread(self, event: Event, who: str) -> None:
        assert self.people[who]["moderator"]
        assert event["thread"] in self.threads
        assert event["reason"]

    def resolve(self, event: Event, who: str) -> None:
        started = self.threads[event["thread"]][0].author
        assert self.people[who]["moderator"] or who == started
        led_to = self.standing(event["recommendation"])
        assert led_to.page == self.threads_on[event["thread"]]
        assert event["reason"]

    def move_thread(self, event: Event, who: str) -> None:
        assert self.people[who]["moderator"]
        assert event["page"] in self.pages
        assert event["page"] != self.threads_on[event["thread"]]
        assert event["reason"]
        self.threads_on[event["thread"]] = event["page"]

    def challenge(self, event: Event, who: str) -> None:
        assert event["key"] not in self.challenges
        assert event["words"] in self.pages[event["page"]].body
        assert event["wrong"]
        self.challenges[event["key"]] = "open"

    def answer_challenge(self, event: Event, who: str) -> None:
        assert self.challenges[event["key"]] == "open"
        self.challenges[event["key"]] = "answered"

    def ask(self, event: Event, who: str) -> None:
        assert event["key"] not in self.questions
        assert 0 < len(event["text"]) <= QUESTION
        self.questions[event["key"]] = "open"
        self.updated(event["page"], who)

    def answer(self, event: Event, who: str) -> None:
        assert self.questions[event["key"]] == "open"
        assert event["text"]
        self.questions[event["key"]] = "answered"

    def supersede(self, event: Event, who: str) -> None:
        assert self.questions[event["key"]] == self.questions[event["into"]] == "open"
        assert event["key"] != event["into"]
        assert event["note"]
        self.questions[event["key"]] = "superseded"

    def came_of(self, event: Event, who: str) -> None:
        assert who in self.pages[event["page"]].authors
        assert set(event["threads"]) <= set(self.threads)

    def propose(self, event: Event, who: str) -> None:
        assert self.post(event).author != who
        items = [{name: event[name] for name in ("key", "area", "wording")}]
        self.add({"page": self.threads_on[event["thread"]], "note": "-", "items": items}, who)

    def edit_post(self, event: Event, who: str) -> None:
        assert self.post(event).author == who

    def remove_post(self, event: Event, who: str) -> None:
        post = self.post(event)
        assert post.author == who
        post.removed = True

    def valuable(self, event: Event, who: str) -> None:
        assert self.post(event).author != who
        assert event["answer"] in {"yes", "no"}
        mark = (event["thread"], event["post"], who)
        assert mark not in self.answers
        self.answers[mark] = event["answer"]

    def visit(self, event: Event, who: str) -> None:
        assert event["page"] in self.pages

    def watch(self, event: Event, who: str) -> None:
        if "page" in event:
            assert event["page"] in self.pages
        else:
            assert event["thread"] in self.threads
        mark = (who, event.get("page") or event["thread"])
        assert mark not in self.watches
        self.watches.add(mark)


def body_of(event: Event) -> str:
    body = event["body"] if "body" in event else (STORY / event["body_file"]).read_text("utf-8")
    assert body.strip()
    return str(body)


def check_wording(wording: str) -> None:
    assert 0 < len(wording) <= WORDING
    assert wording == wording.strip()
    assert not wording.endswith(".")
    assert "\n" not in wording


def chapters() -> list[Event]:
    files = sorted(STORY.glob("[0-9][0-9]-*.toml"))
    return [event for file in files for event in tomllib.loads(file.read_text("utf-8"))["event"]]


@pytest.fixture(scope="module")
def story_events() -> list[Event]:
    return chapters()


@pytest.fixture(scope="module")
def story_people() -> dict[str, Event]:
    told = tomllib.loads((STORY / "people.toml").read_text("utf-8"))["person"]
    return {person["username"]: {"moderator": False, **person} for person in told}


@pytest.fixture(scope="module")
def story(story_events: list[Event], story_people: dict[str, Event]) -> Telling:
    telling = Telling(story_people)
    for event in story_events:
        try:
            telling.tell(event)
        except (AssertionError, LookupError, ValueError, AttributeError) as fault:
            pytest.fail(f"{event['at']} {event['by']} {event['do']}: {fault!r}")
    return telling
