"""What people of the story say: threads, challenges, questions."""

import datetime
from typing import Any

from accounts.models import User
from challenges import challenging
from demo.stage import Event, Stage
from discussions import acting, posting, proposing, removing, valuing
from discussions.causing import name_causes
from markup.passages import Text
from questions import asking
from recommendations import reserving
from recommendations.models import Recommendation, Reservation
from wiki.marking import text_of_page


class TalkDeeds(Stage):
    """Each deed is called as its events are."""

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
        said = {name: event[name] for name in ("body", "to", "by_mail") if name in event}
        posting.reply(thread, author=by, at=at, **said)

    def feature_thread(self, by: User, at: datetime.datetime, event: Event) -> None:
        acting.feature(self.threads[event["thread"]], by=by, reason=event["reason"], at=at)

    def resolve(self, by: User, at: datetime.datetime, event: Event) -> None:
        """With the recommendation that the thread led to."""
        thread, led_to = (
            self.threads[event["thread"]],
            self.recommendations[event["recommendation"]],
        )
        acting.resolve(thread, by=by, reason=event["reason"], recommendation=led_to, at=at)

    def move_thread(self, by: User, at: datetime.datetime, event: Event) -> None:
        thread, page = self.threads[event["thread"]], self.pages[event["page"]]
        acting.move(thread, page=page, by=by, reason=event["reason"], at=at)

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
