"""Marks at the places of challenged words: made when a page or a challenge is written.

Reading a page finds them ready: nothing is parsed or looked for then.
"""

import hashlib

from django.utils.html import format_html

from challenges.models import Challenge, MarkedText
from markup.marking import Mark, marked, text_of
from markup.passages import Text
from markup.rendered import Rendered
from wiki.changesets import recording_for
from wiki.models import Page

CSS = "challenged"
PLACED = 200  # open challenges of one page that are looked for when it is written


def text_of_page(page: Page) -> str:
    """What a reader reads of a page's own text."""
    return text_of(_pieces(page.text)) if page.rendered else ""


def digest(html: str) -> str:
    return hashlib.blake2b(html.encode(), digest_size=12).hexdigest()


def place(page: Page) -> None:
    """Look where the page's challenged words stand now, and mark them there.

    The page is as it was rendered last. One query where nothing on it is challenged.
    """
    found = list(Challenge.objects.open().of_words().filter(page=page).order_by("pk")[:PLACED])
    if not found:
        MarkedText.objects.filter(page=page).delete()
        return
    pieces = _pieces(page.text)
    text = Text(text_of(pieces))
    marks = []
    for challenge in found:
        stands = text.find(challenge.passage)
        _note(challenge, page, is_gone=stands is None)
        if stands is not None:
            after = _link(challenge)
            marks.append(Mark(stands.start, stands.end, challenge.mark, CSS, after))
    with_marks = zip(pieces, marked(pieces, marks), strict=True)
    kept = {digest(bare): html for bare, html in with_marks if html != bare}
    MarkedText.objects.update_or_create(page=page, defaults={"pieces": kept})


def _pieces(text: Rendered) -> list[str]:
    return [text.lead, *(part.html for part in text.parts)]


def _note(challenge: Challenge, page: Page, *, is_gone: bool) -> None:
    """Remember that the words went, and by which update; or that they are back."""
    if challenge.is_gone == is_gone:
        return
    challenge.is_gone = is_gone
    update = recording_for(page.pk) if is_gone else None
    challenge.removed_by = update.changeset() if update else None
    challenge.save(update_fields=["is_gone", "removed_by"])


def _link(challenge: Challenge) -> str:
    words = challenge.quote.split()
    named = " ".join(words) if len(words) <= 8 else f"{' '.join(words[:8])} …"
    return format_html(
        '<a class="challenge-ref" href="{}">challenged<span class="vh">: see what is said of '
        "“{}”</span></a>",
        challenge.get_absolute_url(),
        named,
    )
