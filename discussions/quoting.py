"""Quoting a post in an answer to it."""

import re

from django.urls import reverse

from discussions.models import Post, Thread

_MARKS = re.compile(r"([_*\[\]])")


def quoted(thread: Thread, number: int) -> str:
    """What post `number` says as the beginning of an answer: its own words, not what it quotes."""
    row = (
        Post.objects.filter(thread=thread, number=number)
        .standing()
        .values_list("pk", "author__username", "body")
        .first()
    )
    if row is None:
        return ""
    pk, name, body = row
    lines = [line for line in body.split("\n") if not line.lstrip().startswith(">")]
    named = _MARKS.sub(r"\\\1", name)
    head = f"[{named} wrote:]({reverse('post', args=[pk])})"
    said = "\n".join(lines).strip("\n").split("\n")
    return "\n".join(f"> {line}".rstrip() for line in [head, "", *said]) + "\n\n"
