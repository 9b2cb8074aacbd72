"""The forms in which people write threads and posts."""

from typing import Any

from django import forms

from discussions.models import POST_LIMIT, REASON_LIMIT, SUBJECT_LIMIT, Thread
from recommendations.models import Recommendation, Reservation
from web.forms import MARKDOWN, PlainForm, line, text
from web.paging import whole_number
from wiki.models import Page
from wiki.tag_field import tags_line

HINT = f"Markdown. [[Page title]] links to a page. At most {POST_LIMIT:,} characters."


def words(label: str, *, rows: int, hint: str = HINT) -> forms.CharField:
    """A post's text. It may begin with indented code, so nothing is stripped before it."""
    empty = "Write something first"
    return text(label, limit=POST_LIMIT, empty=empty, hint=hint, strip=False, rows=rows, **MARKDOWN)


class StartForm(PlainForm):
    subject = line(
        "Subject",
        limit=SUBJECT_LIMIT,
        empty="Give the thread a subject",
        hint=f"What you would like to talk about. At most {SUBJECT_LIMIT} characters.",
        size=60,
    )
    body = words("First post", rows=10)
    tags = tags_line("Keyword tags")
    watch = forms.BooleanField(label="Watch this thread", required=False)
    about = forms.CharField(widget=forms.HiddenInput, required=False)
    reservation = forms.CharField(widget=forms.HiddenInput, required=False)  # which it answers

    def __init__(self, page: Page, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.page = page

    def clean_subject(self) -> str:
        return " ".join(str(self.cleaned_data["subject"]).split())

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        given = data.get("about", "")
        data["about"] = recommendation_of(self.page, given)
        if given and data["about"] is None:
            self.add_error(
                None,
                "What you wanted to discuss does not stand on this page any more. "
                "Send it again to discuss the page itself",
            )
        given = data.get("reservation", "")
        data["reservation"] = reservation_of(self.page, given, data["about"])
        if given and data["reservation"] is None:
            self.add_error(
                None,
                "The reservation that you wanted to answer is about something else. "
                "Send it again to start the thread without it",
            )
        return data


def recommendation_of(page: Page, number: str) -> Recommendation | None:
    """The page's recommendation of that number, as an address or a form names it."""
    pk = whole_number(number)
    if pk is None:
        return None
    found: Recommendation | None = Recommendation.objects.filter(page=page, pk=pk).first()
    return found


def reservation_of(page: Page, number: str, about: Recommendation | None) -> Reservation | None:
    """The reservation of that number about a recommendation of the page: about `about`, if any."""
    pk = whole_number(number)
    if pk is None:
        return None
    every = Reservation.objects.select_related("recommendation__area", "person")
    here = every.filter(recommendation__page=page, pk=pk)
    found: Reservation | None = (here.filter(recommendation=about) if about else here).first()
    return found


class ReplyForm(PlainForm):
    body = words("Reply", rows=5)
    to = forms.CharField(widget=forms.HiddenInput, required=False)
    watch = forms.BooleanField(label="Watch this thread", required=False)

    def __init__(self, thread: Thread, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.thread = thread

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        data["to"] = whole_number(data.get("to") or "1")
        if data["to"] is None or not 1 <= data["to"] <= self.thread.posts_made:
            self.add_error(None, "This thread has no post of that number. Answer the first post")
        return data


class RenameForm(PlainForm):
    subject = line(
        "Subject",
        limit=SUBJECT_LIMIT,
        empty="Give the thread a subject",
        hint=f"At most {SUBJECT_LIMIT} characters.",
        size=60,
    )
    tags = tags_line("Keyword tags")
    reason = line(
        "Why",
        limit=REASON_LIMIT,
        required=False,
        hint="One sentence. It stands with your name where it is told.",
        size=60,
    )


class TakeDownForm(PlainForm):
    reason = line(
        "Why is this post taken down",
        limit=REASON_LIMIT,
        empty="Say in one sentence why this post is taken down",
        hint="One sentence. It stands where the post stood, and its author is told.",
        size=60,
    )


class EditForm(PlainForm):
    body = words("Your post", rows=14)
    seen = forms.CharField(widget=forms.HiddenInput, required=False)
