"""The forms in which people write threads and posts."""

from typing import Any

from django import forms

from discussions.models import POST_LIMIT, REASON_LIMIT, SUBJECT_LIMIT, Thread
from recommendations.models import Area, Recommendation, Reservation
from web.forms import MARKDOWN, PlainForm, line, text
from web.paging import whole_number
from wiki.models import Changeset, Page
from wiki.tag_field import tags_line
from wiki.words_field import WordsForm, words_field

HINT = f"Markdown. [[Page title]] links to a page. At most {POST_LIMIT:,} characters."


def words(label: str, *, rows: int, hint: str = HINT) -> forms.CharField:
    """A post's text. It may begin with indented code, so nothing is stripped before it."""
    empty = "Write something first"
    return text(label, limit=POST_LIMIT, empty=empty, hint=hint, strip=False, rows=rows, **MARKDOWN)


class StartForm(WordsForm):
    """Starts a thread about a page, or about what stands on it: one of its recommendations
    (`about`), areas or updates (each by its number), or some of its words.
    """

    passage = words_field(
        "The words that it is about",
        "As they stand on the page: a sentence, or a part of one.",
    )
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
    area = forms.CharField(widget=forms.HiddenInput, required=False)
    update = forms.CharField(widget=forms.HiddenInput, required=False)
    reservation = forms.CharField(widget=forms.HiddenInput, required=False)  # which it answers

    def clean_subject(self) -> str:
        return " ".join(str(self.cleaned_data["subject"]).split())

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        for name, find in PARTS.items():
            given = data.get(name, "")
            data[name] = find(self.page, given)
            if given and data[name] is None:
                self.add_error(None, GONE[name])
        given = data.get("reservation", "")
        data["reservation"] = reservation_of(self.page, given, data["about"])
        if given and data["reservation"] is None:
            self.add_error(
                None,
                "The reservation that you wanted to answer is about something else. "
                "Send it again to start the thread without it",
            )
        has_words = self.words_given and not any(self.given(name) for name in PARTS)
        is_wanted = has_words and "passage" not in self.errors
        data["passage"] = self.chosen_words() if is_wanted else None
        return data

    def given(self, name: str) -> str:
        return str(self[name].value() or "")

    def part(self, name: str) -> Any:
        """The recommendation, area or update that the form names; None where it names none."""
        return PARTS[name](self.page, self.given(name))

    @property
    def subject_matter(self) -> dict[str, Any]:
        """What the thread is about, as `posting.start_thread` takes it."""
        data = self.cleaned_data
        return {
            "recommendation": data["about"],
            "reservation": data["reservation"],
            "area": data["area"],
            "changeset": data["update"],
            "passage": data["passage"],
        }


def recommendation_of(page: Page, number: str) -> Recommendation | None:
    """The page's recommendation of that number, as an address or a form names it."""
    pk = whole_number(number)
    if pk is None:
        return None
    found: Recommendation | None = Recommendation.objects.filter(page=page, pk=pk).first()
    return found


def area_of(page: Page, number: str) -> Area | None:
    """The page's area of that number, while it stands."""
    pk = whole_number(number)
    found: Area | None = Area.objects.filter(page=page, pk=pk or 0, is_removed=False).first()
    return found


def update_of(page: Page, number: str) -> Changeset | None:
    """The page's update of that number; those of stars alone are told to some, so not discussed."""
    told = page.changesets.filter(only_stars=False, number=whole_number(number) or 0)
    found: Changeset | None = told.select_related("author").first()
    return found


PARTS = {"about": recommendation_of, "area": area_of, "update": update_of}
"""What a thread can be about beside the page and its words, and how it is found by its number."""
AGAIN = "Send it again to discuss the page itself"
GONE = {
    "about": f"What you wanted to discuss does not stand on this page any more. {AGAIN}",
    "area": f"The area that you wanted to discuss does not stand on this page any more. {AGAIN}",
    "update": f"This page has no update of that number. {AGAIN}",
}


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
