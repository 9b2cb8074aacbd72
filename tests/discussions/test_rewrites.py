"""Threads about passages through real edits of their page: each labelled rewrite, one by one."""

import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest

from discussions.about import today
from discussions.access import get_thread_or_404
from discussions.posting import start_thread
from markup.diff import likeness
from markup.passages import Text
from tests.markup import more_rewrites, rewrites
from tests.markup.rewrites import Rewrite
from wiki.marking import text_of_page
from wiki.models import MarkedText, Page
from wiki.writing import revise_page

STANDING = [
    *(*rewrites.KEPT, *rewrites.REWORDED),
    *(*more_rewrites.KEPT, *more_rewrites.REWORDED, *more_rewrites.ROUGHLY),
]
GONE = [*rewrites.GONE, *more_rewrites.GONE]
CLOSE = 0.65  # the roughest of them

Pages = Callable[..., Any]


def as_source(text: str) -> str:
    """Lines of a reader are paragraphs of a writer."""
    return "\n\n".join(text.split("\n"))


def through(rewrite: Rewrite, make_page: Pages, author: Any) -> tuple[Any, Any, Page]:
    """A thread about the passage, what became of it, and the page after the edit."""
    page = make_page("Nights", body=as_source(rewrite.text))
    page.refresh_from_db()
    passage = Text(text_of_page(page)).chosen(rewrite.quote)
    assert passage is not None
    made = start_thread(page, author=author, subject="On it", body="So?", passage=passage)
    revise_page(page, author=author, body=as_source(rewrite.after))
    thread = get_thread_or_404(author, made.pk)
    return thread, today(thread), Page.objects.get(pk=page.pk)


def marked_words(page: Page) -> str:
    pieces = MarkedText.objects.get(page=page).pieces
    shown = [pieces[key] for key in pieces]
    words = [re.findall(r"<mark[^>]*>(.*?)</mark>", html, re.DOTALL) for html in shown]
    return " ".join(unescape(re.sub("<[^>]+>", "", " ".join(found))) for found in words)


def test_there_are_two_hundred_of_them() -> None:
    assert len(STANDING) + len(GONE) >= 200


@pytest.mark.parametrize("rewrite", STANDING, ids=lambda rewrite: rewrite.name)
def test_a_thread_stays_with_its_passage(rewrite: Rewrite, make_page: Pages, author: Any) -> None:
    thread, now, page = through(rewrite, make_page, author)
    assert (thread.is_gone, thread.removed_by) == (False, None)
    assert now.stands
    stands = " ".join(str(rewrite.stands).split())
    assert likeness(now.words.casefold(), stands.casefold()) >= CLOSE, now.words
    assert likeness(marked_words(page).casefold(), stands.casefold()) >= CLOSE


@pytest.mark.parametrize("rewrite", GONE, ids=lambda rewrite: rewrite.name)
def test_a_thread_names_the_update_that_removed_its_passage(
    rewrite: Rewrite, make_page: Pages, author: Any
) -> None:
    thread, now, page = through(rewrite, make_page, author)
    assert thread.is_gone
    assert not now.stands
    assert now.removed_by == page.changesets.get(number=2)
    assert thread.quote
