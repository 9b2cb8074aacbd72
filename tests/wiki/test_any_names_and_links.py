"""Whatever pages are called and texts link to: names lead somewhere, and the link table is true."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import unquote

from django.db import transaction
from django.test import Client
from hypothesis import Phase, example, given, settings
from hypothesis import strategies as st

from markup.render import Refused
from wiki.access import find_page
from wiki.linking import known_pages, slug_of
from wiki.models import Page, PageLink, PageName
from wiki.naming import NameTaken
from wiki.writing import create_page, revise_page

LETTERS = "aBzéßẞİıſﬁΣςⅧ²1夜あーご-_'&*~.,!🛏`\\<( \u00a0\u0301\u200d"
SYLLABLES = ["दि", "न्दी", "กั", "عربي", "א"]
TITLES = st.lists(st.sampled_from([*LETTERS, *SYLLABLES]), min_size=1, max_size=6).map("".join)
RENAMES = st.lists(
    st.tuples(st.integers(0, 2), TITLES, st.booleans(), st.booleans()), min_size=1, max_size=6
)


@contextmanager
def undone() -> Iterator[None]:
    """Whatever is written in here is gone afterwards."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def targets(page: Page) -> list[str]:
    html = "".join(part.html for part in Page.objects.get(pk=page.pk).text.parts)
    return [unquote(piece.split('"')[0]) for piece in html.split('href="')[1:]]


@given(RENAMES)
@example([(0, "夜", False, False), (1, "One", False, True), (0, "One", False, True)])
@example([(0, "ẞ", False, False), (1, "ß", False, False), (2, "SS", True, False)])
@settings(max_examples=20, phases=[Phase.explicit, Phase.generate])
def test_whatever_pages_are_renamed_to_no_name_leads_nowhere_or_twice(
    author: Any, client: Client, renames: list[tuple[int, str, bool, bool]]
) -> None:
    with undone():
        pages = [create_page(author=author, title=t, body="So.") for t in ("One", "Two", "Three")]
        linker = create_page(author=author, title="Index", body="[[One]] [[Two]] [[Three]]")
        for at, title, keep, takes in renames:
            page = Page.objects.get(pk=pages[at].pk)
            try:
                revise_page(page, author=author, title=title, keep_address=keep)
            except NameTaken as taken:
                if takes and taken.former:
                    revise_page(page, author=author, title=title, take_over=taken.former)
        standing = list(Page.objects.all())
        addresses = {page.slug for page in standing}
        assert len(addresses) == len(standing)
        for page in standing:
            assert known_pages([page.title])[page.title] == page.get_absolute_url()
        for name in PageName.objects.select_related("page"):
            assert find_page(author, name.slug) == name.page  # in one step, whatever it was called
            if name.slug not in addresses:
                there = f"{name.page.get_absolute_url()}?order=stars"
                assert client.get(f"/wiki/{name.slug}/?order=stars")["Location"] == there
        assert set(targets(linker)) <= {unquote(page.get_absolute_url()) for page in standing}
        assert not PageLink.objects.filter(is_missing=True).exists()


LINKS = {  # what is typed, and how often it links
    "See [[{}]].": 1,
    "As [[{}|they say]], so *[[{}#Part]]*.": 2,
    "`[[{}]]` is code.": 0,
    "    [[{}]]": 0,
    "```\n[[{}]]\n```": 0,
    "> [[{}]]\n> - [[{}]]": 2,
    "# On [[{}]]": 1,
    "1. [[{}]]\n2. **[[{}]]**": 2,
    "| a | b |\n|---|---|\n| [[{}]] | x |": 1,
    "[words](https://ward.example) [[{}]]": 1,
    "[[{}": 0,
    "Nothing.": 0,
}
NAMES = ["Rota", "Änderung", "夜勤", "Night-work", "R2 D2", "दिन", "naïve & plain"]
TEXTS = st.lists(st.tuples(st.sampled_from(list(LINKS)), st.sampled_from(NAMES)), max_size=6)


@given(TEXTS, TEXTS, st.sets(st.sampled_from(NAMES)))
@settings(max_examples=20, phases=[Phase.explicit, Phase.generate])
def test_the_table_holds_the_links_of_the_text_and_no_others(
    author: Any, before: list[tuple[str, str]], after: list[tuple[str, str]], there: set[str]
) -> None:
    with undone():
        for name in sorted(there):
            create_page(author=author, title=name, body="So.")
        page = create_page(author=author, title="Linker", body="So.")
        for pieces in (before, after):
            body = "\n\n".join(text.replace("{}", name) for text, name in pieces)
            revise_page(page, author=author, body=body)
            found = PageLink.objects.filter(source=page).values_list("target_slug", "is_missing")
            meant = [(slug_of(n), n not in there) for text, n in pieces for _ in range(LINKS[text])]
            assert sorted(found) == sorted(meant)
            assert len([t for t in targets(page) if t.startswith("/wiki/")]) == len(meant)


# No form lets through what cannot be stored at all.
STORED = st.characters(codec="utf-8", exclude_characters="\x00")


@given(st.text(STORED, max_size=40))
@settings(max_examples=40)
def test_any_title_at_all_is_taken_or_refused(author: Any, title: str) -> None:
    with undone():
        try:
            page = create_page(author=author, title=title, body=f"[[{title}]]")
        except (NameTaken, Refused):
            return
        assert page.slug == slug_of(page.title)
        assert PageName.objects.get(slug=page.slug).page == page
