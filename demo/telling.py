"""Telling the demo's story: every event of its files becomes the deed of a person."""

import datetime
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from accounts.models import User
from challenges import challenging
from challenges.models import Challenge
from discussions import posting, proposing, removing, valuing
from discussions.causing import name_causes
from discussions.models import Post, Thread, ThreadWatch
from files.uploading import upload
from markup.passages import Text
from questions import asking
from questions.models import Question
from recommendations import arranging, criteria, merging, reserving, starring
from recommendations.detailing import Details, set_details
from recommendations.draft import Draft
from recommendations.models import Area, Criterion, Recommendation, Reservation
from updates import suggesting
from updates.editing import Texts
from updates.moving import move_to_page
from updates.recommending import suggest_changes
from wiki import retagging, visiting, writing
from wiki.changesets import recording
from wiki.marking import text_of_page
from wiki.models import Page, PageWatch, Tag

STORY = Path(__file__).parent / "story"
Event = dict[str, Any]


def people() -> list[dict[str, Any]]:
    """Who the story is about."""
    return list(tomllib.loads((STORY / "people.toml").read_text())["person"])


def events() -> Iterator[Event]:
    """What happened, in order of time."""
    for path in sorted(STORY.glob("[0-9]*.toml")):
        yield from tomllib.loads(path.read_text())["event"]


class Teller:
    """Tells the story from its first event to its last, in an empty database."""

    def __init__(self) -> None:
        self.people = {person.username: person for person in User.objects.all()}
        self.pages: dict[str, Page] = {}
        self.recommendations: dict[str, Recommendation] = {}
        self.threads: dict[str, Thread] = {}
        self.questions: dict[str, Question] = {}
        self.challenges: dict[str, Challenge] = {}

    def tell(self, event: Event) -> None:
        deed: Callable[[User, datetime.datetime, Event], object] = getattr(self, event["do"])
        deed(self.people[event["by"]], event["at"], event)

    def create_page(self, by: User, at: datetime.datetime, event: Event) -> None:
        self.pages[event["page"]] = writing.create_page(
            author=by,
            title=event["title"],
            body=event["body"],
            tags=event.get("tags", []),
            note=event.get("note", ""),
            parent=self.pages.get(event.get("parent", "")),
            at=at,
        )

    def edit_page(self, by: User, at: datetime.datetime, event: Event) -> None:
        page = self.pages[event["page"]]
        page.refresh_from_db()
        body = event.get("body", page.body)
        for old, new in event.get("replace", []):
            body = body.replace(old, new, 1)
        writing.revise_page(
            page,
            author=by,
            title=event.get("title"),
            body=body,
            tags=event.get("tags"),
            note=event.get("note", ""),
            minor=event.get("minor", False),
            at=at,
        )

    def attach(self, by: User, at: datetime.datetime, event: Event) -> None:
        page, name, said = self.pages[event["page"]], event["file"], event["alt"]
        content = (STORY / "files" / name).read_bytes()
        upload(page, author=by, content=content, name=name, alt=said, note=event["note"], at=at)

    def tag(self, by: User, at: datetime.datetime, event: Event) -> None:
        tag = Tag.objects.get(name=event["tag"])
        retagging.describe(tag, description=event["text"], by=by, at=at)
        for name in event["also"]:
            retagging.add_synonym(tag, name=name, by=by, at=at)

    def suggest(self, by: User, at: datetime.datetime, event: Event) -> None:
        page = self.pages[event["page"]]
        page.refresh_from_db()
        texts = Texts.of(page)
        for old, new in event["replace"]:
            texts = replace(texts, body=texts.body.replace(old, new, 1))
        suggesting.suggest(page, texts, base=None, author=by, note=event["note"], at=at)

    def suggest_wording(self, by: User, at: datetime.datetime, event: Event) -> None:
        item = self.recommendations[event["key"]]
        draft = Draft.from_page(item.page)
        for line in draft.items():
            line.wording = event["wording"] if line.pk == item.pk else line.wording
        suggest_changes(draft, author=by, note=event["note"], at=at)

    def add(self, by: User, at: datetime.datetime, event: Event) -> None:
        page = self.pages[event["page"]]
        with recording(page, author=by, note=event.get("note", ""), at=at):
            for item in event["items"]:
                area = self._area(page, item["area"]) or arranging.add_area(
                    page, item["area"], author=by
                )
                self.recommendations[item["key"]] = arranging.add(area, item["wording"], author=by)

    @staticmethod
    def _area(page: Page, title: str) -> Area | None:
        found: Area | None = Area.objects.filter(page=page, title=title, is_removed=False).first()
        return found

    def reword(self, by: User, at: datetime.datetime, event: Event) -> None:
        item, note = self.recommendations[event["key"]], event.get("note", "")
        declared = event.get("declared", False)
        arranging.reword(item, event["wording"], author=by, declared=declared, note=note, at=at)

    def move(self, by: User, at: datetime.datetime, event: Event) -> None:
        item = self.recommendations[event["key"]]
        area = self._area(item.page, event["area"])
        assert area is not None
        note, position = event.get("note", ""), event["position"]
        arranging.move(item, area=area, position=position, author=by, note=note, at=at)

    def move_to_page(self, by: User, at: datetime.datetime, event: Event) -> None:
        item, note = self.recommendations[event["key"]], event.get("note", "")
        page, title = self.pages[event["page"]], event["area"]
        move_to_page(item, page=page, title=title, author=by, note=note, at=at)

    def merge(self, by: User, at: datetime.datetime, event: Event) -> None:
        self.recommendations[event["key"]] = merging.merge(
            [self.recommendations[key] for key in event["keys"]],
            wording=event["wording"],
            area=self._area(self.pages[event["page"]], event["area"]),
            author=by,
            note=event.get("note", ""),
            at=at,
        )

    def split(self, by: User, at: datetime.datetime, event: Event) -> None:
        item, note = self.recommendations[event["key"]], event.get("note", "")
        parts = {part["key"]: part["wording"] for part in event["parts"]}
        made = merging.split(item, list(parts.values()), author=by, note=note, at=at)
        self.recommendations.update(zip(parts, made, strict=True))

    def remove(self, by: User, at: datetime.datetime, event: Event) -> None:
        item, note = self.recommendations[event["key"]], event.get("note", "")
        arranging.remove(item, author=by, note=note, at=at)

    def rename_area(self, by: User, at: datetime.datetime, event: Event) -> None:
        area = self._area(self.pages[event["page"]], event["area"])
        assert area is not None
        arranging.rename_area(area, event["title"], author=by, note=event.get("note", ""), at=at)

    def define(self, by: User, at: datetime.datetime, event: Event) -> None:
        criteria.define(
            self.pages[event["page"]],
            [criteria.Meaning(**meaning) for meaning in event.get("meanings", [])],
            author=by,
            need_reason=event.get("need_reason"),
            hide_tally=event.get("hide_tally"),
            note=event.get("note", ""),
            at=at,
        )

    @staticmethod
    def _criterion(page: Page, event: Event) -> Criterion | None:
        if "criterion" not in event:
            return None
        standing = Criterion.objects.filter(page=page, is_removed=False)
        found: Criterion = standing.get(name=event["criterion"])
        return found

    def star(self, by: User, at: datetime.datetime, event: Event) -> None:
        items = [self.recommendations[key] for key in event["keys"]]
        page = items[0].page
        starring.give_all(
            page,
            items,
            person=by,
            criterion=self._criterion(page, event),
            reason=event.get("reason", ""),
            note=event.get("note", ""),
            at=at,
        )

    def reason(self, by: User, at: datetime.datetime, event: Event) -> None:
        item = self.recommendations[event["key"]]
        meant, text = self._criterion(item.page, event), event["text"]
        starring.explain(item, person=by, criterion=meant, reason=text, at=at)

    def confirm(self, by: User, at: datetime.datetime, event: Event) -> None:
        starring.give(self.recommendations[event["key"]], person=by, at=at)

    def unstar(self, by: User, at: datetime.datetime, event: Event) -> None:
        item, note = self.recommendations[event["key"]], event.get("note", "")
        starring.take_back(item, person=by, note=note, at=at)

    def reserve(self, by: User, at: datetime.datetime, event: Event) -> None:
        item = self.recommendations[event["key"]]
        reserving.raise_reservation(item, person=by, reason=event["text"], at=at)

    def withdraw(self, by: User, at: datetime.datetime, event: Event) -> None:
        item, note = self.recommendations[event["key"]], event.get("note", "")
        reserving.withdraw(item, person=by, note=note, at=at)

    def status(self, by: User, at: datetime.datetime, event: Event) -> None:
        item, note = self.recommendations[event["key"]], event.get("note", "")
        arranging.set_status(item, event["status"], author=by, note=note, at=at)

    def details(self, by: User, at: datetime.datetime, event: Event) -> None:
        details = Details.read(event | {"audience": ", ".join(event.get("audience", []))})
        item, note = self.recommendations[event["key"]], event.get("note", "")
        set_details(item, details, author=by, note=note, at=at)

    def feature(self, by: User, at: datetime.datetime, event: Event) -> None:
        writing.feature(self.pages[event["page"]], by=by, reason=event["reason"], at=at)

    def thread(self, by: User, at: datetime.datetime, event: Event) -> None:
        about = self.recommendations.get(event.get("about", ""))
        if about is not None:
            about.refresh_from_db()
        self.threads[event["key"]] = posting.start_thread(
            self.pages[event["page"]],
            author=by,
            subject=event["subject"],
            body=event["body"],
            tags=event.get("tags", []),
            recommendation=about,
            reservation=self._reservation(about, event.get("answers", "")),
            **self._part(event),
            at=at,
        )

    def _part(self, event: Event) -> dict[str, Any]:
        """The words of the page, or its update with a note, that a thread is about."""
        page = self.pages[event["page"]]
        page.refresh_from_db()
        if "noted" in event:
            return {"changeset": page.changesets.filter(note__contains=event["noted"]).latest("pk")}
        if "words" not in event:
            return {}
        passage = Text(text_of_page(page)).chosen(event["words"])
        assert passage is not None
        return {"passage": passage}

    def _reservation(self, about: Recommendation | None, person: str) -> Reservation | None:
        """Whose reservation a thread answers."""
        return reserving.open_of(about, self.people[person]) if about and person else None

    def reply(self, by: User, at: datetime.datetime, event: Event) -> None:
        thread = self.threads[event["thread"]]
        posting.reply(thread, author=by, body=event["body"], to=event["to"], at=at)

    def challenge(self, by: User, at: datetime.datetime, event: Event) -> None:
        page = self.pages[event["page"]]
        page.refresh_from_db()
        passage = Text(text_of_page(page)).chosen(event["words"])
        assert passage is not None
        self.challenges[event["key"]] = challenging.challenge(
            page, author=by, wrong=event["wrong"], about=passage, at=at
        )

    def answer_challenge(self, by: User, at: datetime.datetime, event: Event) -> None:
        """With the latest update of its page."""
        challenge, text = self.challenges[event["key"]], event["text"]
        update = challenge.page.changesets.latest("number")
        challenging.answer(challenge, by=by, update=update, text=text, at=at)

    def came_of(self, by: User, at: datetime.datetime, event: Event) -> None:
        """Name the threads that led to the latest update of a page."""
        update = self.pages[event["page"]].changesets.latest("number")
        name_causes(update, [self.threads[key].pk for key in event["threads"]], by=by, at=at)

    def propose(self, by: User, at: datetime.datetime, event: Event) -> None:
        post = self._post(event)
        self.recommendations[event["key"]] = proposing.propose(
            post,
            by=by,
            quote=event["words"],
            wording=event["wording"],
            area=self._area(post.thread.page, event["area"]),
            note=event["note"],
            at=at,
        )

    def _post(self, event: Event) -> Post:
        return Post.objects.get(thread=self.threads[event["thread"]], number=event["post"])

    def edit_post(self, by: User, at: datetime.datetime, event: Event) -> None:
        posting.edit_post(self._post(event), author=by, body=event["body"], at=at)

    def remove_post(self, by: User, at: datetime.datetime, event: Event) -> None:
        removing.take_down(self._post(event), author=by, at=at)

    def ask(self, by: User, at: datetime.datetime, event: Event) -> None:
        page = self.pages[event["page"]]
        self.questions[event["key"]] = asking.ask(page, author=by, text=event["text"], at=at)

    def answer(self, by: User, at: datetime.datetime, event: Event) -> None:
        given = asking.Answer(event["text"])
        asking.answer(self.questions[event["key"]], author=by, given=given, at=at)

    def supersede(self, by: User, at: datetime.datetime, event: Event) -> None:
        question, other = self.questions[event["key"]], self.questions[event["into"]]
        asking.supersede(question, author=by, by=other, note=event["note"], at=at)

    def valuable(self, by: User, at: datetime.datetime, event: Event) -> None:
        valuing.answer(self._post(event), person=by, given=event["answer"] == "yes", at=at)

    def visit(self, by: User, at: datetime.datetime, event: Event) -> None:
        visiting.read(self.pages[event["page"]], by, at=at)

    def watch(self, by: User, at: datetime.datetime, event: Event) -> None:
        if "page" in event:
            PageWatch.objects.get_or_create(
                page=self.pages[event["page"]], person=by, defaults={"since": at}
            )
        else:
            ThreadWatch.objects.get_or_create(
                thread=self.threads[event["thread"]], person=by, defaults={"since": at}
            )
