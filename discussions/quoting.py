"""Quoting a post in an answer to it: all that it says, one of its paragraphs, or chosen words."""

import re
from dataclasses import dataclass

from django.urls import reverse

from discussions.models import Post, Thread
from markup.passages import Text
from markup.words import plain

WORDS_LIMIT = 3_000  # characters that an address may ask for
_NAME_MARKS = re.compile(r"([_*\[\]])")
_MARKS = re.compile(r"([\\`*_\[\]<>|~])")
_BEGINS = re.compile(r"^([#+=-])")


@dataclass(frozen=True)
class Quotation:
    """What an answer begins with."""

    number: int = 0  # of the post
    text: str = ""
    parts: tuple[str, ...] = ()  # how its paragraphs begin, where each can be quoted alone
    is_missing: bool = False  # whether words were asked for that the post does not say


def quote(thread: Thread, number: int, *, words: str = "", part: int | None = None) -> Quotation:
    """Of post `number` the `words` that somebody chose, paragraph `part`, or its own words.

    Words that it quotes itself are left out unless they were chosen. One query.
    """
    row = (
        Post.objects.filter(thread=thread, number=number)
        .standing()
        .values_list("pk", "author__username", "body")
        .first()
    )
    if row is None:
        return Quotation(is_missing=bool(words))
    pk, name, body = row
    own = "\n".join(line for line in body.split("\n") if not line.lstrip().startswith(">"))
    paragraphs = _paragraphs(own)
    chosen = _chosen(body, words) if words else None
    if chosen is None:
        alone = part is not None and 0 < part <= len(paragraphs)
        chosen = paragraphs[part - 1] if alone and part else own.strip("\n")
    named = _NAME_MARKS.sub(r"\\\1", name)
    head = f"[{named} wrote:]({reverse('post', args=[pk])})"
    lines = [head, "", *chosen.split("\n")]
    return Quotation(
        number=number,
        text="\n".join(f"> {line}".rstrip() for line in lines) + "\n\n",
        parts=tuple(_begins(one) for one in paragraphs) if len(paragraphs) > 1 else (),
        is_missing=bool(words) and _chosen(body, words) is None,
    )


def _chosen(body: str, words: str) -> str | None:
    """The words as the post says them, a paragraph for each line; None where it does not."""
    said = Text(plain(body))
    found = [said.chosen(line) for line in words[:WORDS_LIMIT].split("\n") if line.strip()]
    if not found or not all(found):
        return None
    return "\n\n".join(_escaped(passage.quote) for passage in found if passage)


def _escaped(words: str) -> str:
    """Plain words, written so that Markdown shows them as they are."""
    return _BEGINS.sub(r"\\\1", _MARKS.sub(r"\\\1", words))


def _paragraphs(source: str) -> list[str]:
    """What stands between blank lines; code between fences stays whole."""
    found: list[list[str]] = [[]]
    is_code = False
    for line in source.split("\n"):
        if line.lstrip().startswith(("```", "~~~")):
            is_code = not is_code
        if line.strip() or is_code:
            found[-1].append(line)
        elif found[-1]:
            found.append([])
    return ["\n".join(lines) for lines in found if lines]


def _begins(paragraph: str) -> str:
    words = " ".join(plain(paragraph).split())
    return words if len(words) <= 80 else f"{words[:79]}…"
