"""Who and what the story has brought on so far."""

from pathlib import Path
from typing import Any

from accounts.models import User
from challenges.models import Challenge
from discussions.models import Post, Thread
from questions.models import Question
from recommendations.models import Area, Criterion, Recommendation
from wiki.models import Page

STORY = Path(__file__).parent / "story"
Event = dict[str, Any]


class Stage:
    """What the events told so far have left, by the names that the story gives to it."""

    def __init__(self) -> None:
        self.people = {person.username: person for person in User.objects.all()}
        self.pages: dict[str, Page] = {}
        self.recommendations: dict[str, Recommendation] = {}
        self.threads: dict[str, Thread] = {}
        self.questions: dict[str, Question] = {}
        self.challenges: dict[str, Challenge] = {}

    @staticmethod
    def _area(page: Page, title: str) -> Area | None:
        found: Area | None = Area.objects.filter(page=page, title=title, is_removed=False).first()
        return found

    @staticmethod
    def _criterion(page: Page, event: Event) -> Criterion | None:
        if "criterion" not in event:
            return None
        standing = Criterion.objects.filter(page=page, is_removed=False)
        found: Criterion = standing.get(name=event["criterion"])
        return found

    def _post(self, event: Event) -> Post:
        return Post.objects.get(thread=self.threads[event["thread"]], number=event["post"])
