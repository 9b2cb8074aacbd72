"""The forms in which pages are written: a whole one, one section, or the title."""

from typing import Any

from django import forms

from markup.render import PAGE_LIMIT
from web.forms import MARKDOWN, PlainForm, line, text
from wiki.access import find_page
from wiki.linking import slug_of
from wiki.models import NOTE_LIMIT, TITLE_LIMIT, Page
from wiki.naming import NameTaken
from wiki.tag_field import tags_line
from wiki.tree import Circular, places_like, require_outside

MANY_WORDS = 50
LEFT_OUT: Any = None  # in place of a field that a form has not, though its like has


class AboutUpdate(PlainForm):
    """What every update is given: a note, and whether it is minor."""

    unexplained = 0  # how many words were changed, where their writer is asked once to say why

    note = line(
        "About this update",
        limit=NOTE_LIMIT,
        required=False,
        hint="One sentence that tells the people who watch this page why. It stays in the history. "
        f"At most {NOTE_LIMIT} characters.",
        size=60,
    )
    minor = forms.BooleanField(
        label="This is a minor edit: do not tell the people who watch the page", required=False
    )

    def ask_why(self, words: int) -> bool:
        """Whether to ask for a note, once: none was written about a change of this many words."""
        note = self.cleaned_data["note"]
        if not note or note == self.no_note:
            self.unexplained = 0 if self.data.get("asked") or words <= MANY_WORDS else words
        return self.unexplained > 0

    @property
    def no_note(self) -> str:
        """What stands in the note where its writer added nothing."""
        return ""


class NoteForm(PlainForm):
    note = line(
        "About this update",
        limit=NOTE_LIMIT,
        required=False,
        hint=f"Everybody can read here what the note said before. At most {NOTE_LIMIT} characters.",
        size=60,
    )


class TitleForm(AboutUpdate):
    taken: NameTaken | None = None  # why the title was refused

    title = line(
        "Page title",
        limit=TITLE_LIMIT,
        empty="Give the page a title",
        hint=f"At most {TITLE_LIMIT} characters.",
        size=50,
    )
    keep_address = forms.BooleanField(
        label="Keep the address as it is: links with either title lead to it", required=False
    )
    take_over = forms.CharField(required=False, max_length=TITLE_LIMIT)

    def clean_title(self) -> str:
        title = " ".join(str(self.cleaned_data["title"]).split())
        if not slug_of(title):
            raise forms.ValidationError("Use at least one letter or digit in the title")
        return title

    def refuse_title(self, taken: NameTaken) -> None:
        """Say whose the title is, and ask whether it may be taken over where that can be."""
        self.taken = taken
        then = "Take it over below, or choose" if taken.former else "Choose"
        self.add_error("title", f"{taken}. {then} another title")


def proposed_note(heading: str) -> str:
    """How the note of an update begins that edits one section."""
    return f"In “{heading if len(heading) < 100 else heading[:99].rstrip() + '…'}”: "


class SectionForm(AboutUpdate):
    """One section of a page; the note proposes its name."""

    body = text(
        "Text of this section",
        limit=PAGE_LIMIT,
        required=False,
        strip=False,
        rows=18,
        spellcheck="true",
        **MARKDOWN,
        hint="Markdown, its heading included. Without any text the section is removed.",
    )

    def __init__(self, heading: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.heading = heading

    def clean_note(self) -> str:
        """The proposed beginning, left alone, says which section it was."""
        note = str(self.cleaned_data["note"])
        return self.no_note if note == f"{self.no_note}:" else note

    @property
    def no_note(self) -> str:
        return proposed_note(self.heading).removesuffix(": ")


def place_called(title: str, reader: Any, page: Page | None) -> Page | None:
    """The page of that title; a page stands neither under itself nor under its own branch."""
    if not title:
        return None
    parent = find_page(reader, slug_of(title))
    if parent is None:
        raise forms.ValidationError(f"There is no page called “{title}” to stand under")
    if page is not None:
        try:
            require_outside(parent, page)
        except Circular as circular:
            raise forms.ValidationError(str(circular)) from circular
    return parent


class PlaceForm(PlainForm):
    """Under which page another one stands."""

    parent = line(
        "Stands under",
        limit=TITLE_LIMIT,
        required=False,
        hint="The title of a page, or a part of it. Leave it empty to have the page stand at the "
        "top.",
        size=40,
    )
    note = line(
        "About this update",
        limit=NOTE_LIMIT,
        required=False,
        hint="One sentence that tells the people who watch this page why.",
        size=60,
    )

    def __init__(self, reader: Any, *args: Any, page: Page, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.reader, self.page = reader, page
        self.offered: list[Page] = []

    def clean_parent(self) -> Page | None:
        title = self.cleaned_data["parent"]
        if title and find_page(self.reader, slug_of(title)) is None:
            self.offered = places_like(title, self.page, self.reader)
        if self.offered:
            raise forms.ValidationError("Choose one of the pages below, or enter a whole title")
        return place_called(title, self.reader, self.page)


class PageForm(TitleForm):
    body = text(
        "Text",
        limit=PAGE_LIMIT,
        required=False,
        strip=False,
        rows=24,
        spellcheck="true",
        **MARKDOWN,
        hint=f"Markdown, at most {PAGE_LIMIT:,} characters. Link to a page with [[Page title]]. "
        "A line with only [[recommendations]] says where the recommendations stand. A first "
        "paragraph that ends with a question mark is the page’s lead question.",
    )
    tags = tags_line("Keyword tags")
    parent = line(
        "Stands under",
        limit=TITLE_LIMIT,
        required=False,
        hint="The title of the page that this one belongs to, if any.",
        size=40,
    )
    field_order = ("title", "body", "tags", "parent", "note", "minor")

    def __init__(self, reader: Any, *args: Any, page: Page | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.reader, self.page = reader, page

    def clean_parent(self) -> Page | None:
        return place_called(self.cleaned_data["parent"], self.reader, self.page)


def why_suggested() -> forms.CharField:
    return line(
        "Why you suggest this",
        limit=NOTE_LIMIT,
        required=False,
        hint="One sentence for those who decide. If they accept it, it stands in the history with "
        f"your name. At most {NOTE_LIMIT} characters.",
        size=60,
    )


class WhySuggestedForm(PlainForm):
    """Goes with changes of recommendations."""

    note = why_suggested()


class SuggestionForm(PageForm):
    """What of a page can be suggested. Where it stands and its address are for its editors."""

    keep_address = take_over = parent = minor = LEFT_OUT
    note = why_suggested()

    def clean_body(self) -> str:
        body = str(self.cleaned_data["body"])
        if not body.strip() and self.page is not None and self.page.body:
            raise forms.ValidationError("Leave in the text what should stay on the page")
        return body


class SectionSuggestionForm(SectionForm):
    minor = LEFT_OUT
    note = why_suggested()


class PartsForm(PlainForm):
    """What an editor may add to accepting a part."""

    reason = line(
        "A word to its author",
        limit=NOTE_LIMIT,
        required=False,
        hint="One sentence, for example why not all of it. Everybody can read it here.",
        size=60,
    )


class AcceptedForm(SuggestionForm):
    """What an editor makes of a suggestion before it stands on the page."""

    note = LEFT_OUT
    reason = PartsForm.base_fields["reason"]

    @property
    def texts(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in ("title", "body", "tags")}


class ReasonForm(PlainForm):
    """What somebody who decides on a suggestion tells its author."""

    reason = line(
        "Why not",
        limit=NOTE_LIMIT,
        empty="Say in one sentence why not: its author is told",
        hint="One sentence. Its author is told, and everybody can read it here.",
        size=60,
    )
