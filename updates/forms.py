"""The form in which pages are written."""

from typing import Any

from django import forms

from markup.render import PAGE_LIMIT
from web.forms import PlainForm, line, text
from wiki.access import find_page
from wiki.linking import slug_of
from wiki.models import NOTE_LIMIT, TAGS_LIMIT, TITLE_LIMIT, Page
from wiki.tree import ancestors
from wiki.writing import tidy_tags

# With script the preview follows the typing; without, its button brings it.
LIVE_PREVIEW = {
    "hx-post": "/wiki/preview/",
    "hx-trigger": "input changed delay:700ms",
    "hx-target": "#preview",
    "hx-swap": "outerHTML",
    "hx-sync": "this:replace",
}


class PageForm(PlainForm):
    title = line(
        "Page title",
        limit=TITLE_LIMIT,
        empty="Give the page a title",
        hint=f"At most {TITLE_LIMIT} characters.",
        size=50,
    )
    body = text(
        "Text",
        limit=PAGE_LIMIT,
        required=False,
        strip=False,
        rows=24,
        spellcheck="true",
        **LIVE_PREVIEW,
        hint=f"Markdown, at most {PAGE_LIMIT:,} characters. Link to a page with [[Page title]]. "
        "A line with only [[recommendations]] says where the recommendations stand. A first "
        "paragraph that ends with a question mark is the page’s lead question.",
    )
    tags = line(
        "Keyword tags",
        limit=TAGS_LIMIT,
        required=False,
        hint="Separate with commas.",
        size=40,
    )
    parent = line(
        "Stands under",
        limit=TITLE_LIMIT,
        required=False,
        hint="The title of the page that this one belongs to, if any.",
        size=40,
    )
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

    def __init__(self, reader: Any, *args: Any, page: Page | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.reader, self.page = reader, page

    def clean_title(self) -> str:
        title = " ".join(str(self.cleaned_data["title"]).split())
        if not slug_of(title):
            raise forms.ValidationError("Use at least one letter or digit in the title")
        return title

    def clean_tags(self) -> str:
        tags = tidy_tags(str(self.cleaned_data["tags"]))
        if len(tags) > TAGS_LIMIT:  # a blank was added after each comma
            raise forms.ValidationError("Use fewer or shorter keyword tags")
        return tags

    def clean_parent(self) -> Page | None:
        """The page of that title; a page stands neither under itself nor under its own branch."""
        title = self.cleaned_data["parent"]
        if not title:
            return None
        parent = find_page(self.reader, slug_of(title))
        if parent is None:
            raise forms.ValidationError(f"There is no page called “{title}” to stand under")
        if self.page is not None and self.page.pk in {
            parent.pk,
            *(above.pk for above in ancestors(parent)),
        }:
            raise forms.ValidationError(f"“{title}” stands under this page itself")
        return parent
