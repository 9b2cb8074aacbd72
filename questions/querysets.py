"""Questions about many questions."""

from typing import Any

from wiki.models import Page
from wiki.tracking import TrackedQuerySet

STATES = ("open", "answered", "superseded")


class QuestionQuerySet(TrackedQuerySet):
    def visible_to(self, person: Any) -> "QuestionQuerySet":
        """Questions of pages that `person` may read."""
        return self.exclude(page__in=Page.objects.deleted().values("pk"))

    def unanswered(self) -> "QuestionQuerySet":
        """Those that are open, the latest first."""
        return self.filter(state="open").order_by("-asked_at", "-pk")

    def with_people(self) -> "QuestionQuerySet":
        return self.select_related("asked_by", "state_by", "superseded_by__page")

    def with_answers(self) -> "QuestionQuerySet":
        """With what each answer leads to; the long texts of pages are left out."""
        leading = (
            *("answer_page", "answer_thread__page", "answer_update__page"),
            "answer_recommendation__page",
        )
        pages = [name if name.endswith("page") else f"{name}__page" for name in leading]
        texts = [f"{page}__{text}" for page in pages for text in ("body", "rendered", "summary")]
        return self.select_related(*leading).defer(*texts)

    def with_page(self) -> "QuestionQuerySet":
        return self.select_related("page__protection").defer("page__body", "page__rendered")
