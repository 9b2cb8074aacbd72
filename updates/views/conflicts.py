"""The screen on which somebody puts their changes and another's together."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from accounts.requests import MemberRequest
from markup.diff import compare_words
from markup.merge import Chunk
from updates.editing import Merged
from wiki.models import Changeset, Page
from wiki.tree import ancestors
from wiki.writing import tidy


def choices_of(merged: Merged, given: Any) -> dict[int, str] | None:
    """The text that somebody chose for each place of a conflict; None where one is left open.

    One is open too where a wording was typed and another chosen, until that was asked once.
    """
    choices = {}
    for place in merged.body.conflicts:
        chunk = merged.body.chunks[place]
        own = tidy(given.get(f"p{place}_text", ""))
        chosen = {
            "mine": chunk.mine,
            "theirs": chunk.theirs,
            "own": own + (chunk.base[len(chunk.base.rstrip()) :] or "\n\n"),
        }
        pick = given.get(f"p{place}", "")
        asked = tidy(given.get(f"p{place}_asked", "")).strip() == own.strip()
        if pick not in chosen or (_passed_over(chunk, pick, own) and not asked):
            return None
        choices[place] = chosen[pick]
    return choices


def _passed_over(chunk: Chunk, pick: str, own: str) -> bool:
    """Whether words of one's own were typed where another wording was chosen."""
    return pick in ("mine", "theirs") and own.strip() not in ("", chunk.mine.strip())


def chosen_title(merged: Merged, given: Any) -> str:
    own = str(given.get("chosen_title", "")) or merged.title
    if not merged.title_conflict:
        return own
    picked = {"mine": merged.mine.title, "theirs": merged.theirs.title}
    return picked.get(given.get("title_pick", ""), own)


def conflict_screen(
    request: MemberRequest,
    page: Page,
    merged: Merged,
    against: int,
    base: int,
    given: Any,
    *,
    undecided: bool = False,
    section: str = "",
    template: str = "updates/conflict.html",
    **more: Any,
) -> HttpResponse:
    """Both versions side by side. `undecided`: `given` holds choices made on this very screen.

    `template` and what it needs `more` are for who puts together what another suggested.
    Where the text that both began with is hidden, mine is compared with theirs, which stands.
    """
    chosen = given if undecided else {}
    since = Changeset.objects.filter(page=page, number__gt=base, number__lte=against)
    context = {
        "page": page,
        "path": ancestors(page),
        "merged": merged,
        "places": list(_places(merged, chosen)),
        "conflicts": len(merged.body.conflicts) + merged.title_conflict,
        "together": sum(chunk.kind not in ("same", "conflict") for chunk in merged.body.chunks),
        "base": base,
        "against": against,
        "since": since.select_related("author", "accepted_by"),
        "undecided": undecided,
        "section": section,
        "title": chosen.get("chosen_title") or merged.mine.title,
        "title_pick": chosen.get("title_pick", "mine"),
        "note": given.get("note", "")[:500],
        "minor": bool(given.get("minor")),
        "keep_address": bool(given.get("keep_address")),
        "parent": given.get("parent", "")[:200],
        "draft_key": given.get("draft", ""),
    }
    return render(request, template, context | more, status=409)


def _places(merged: Merged, chosen: Any) -> Iterator[dict[str, Any]]:
    """Where the versions differ, each as the screen shows it, with what was `chosen` for it."""
    is_hidden = merged.base.is_hidden
    for place, chunk in enumerate(merged.body.chunks):
        if chunk.kind == "same":
            continue
        was = chunk.theirs if is_hidden else chunk.base
        pick = chosen.get(f"p{place}", "mine")
        own = tidy(chosen.get(f"p{place}_text", "")).strip() or chunk.mine.strip()
        yield {
            "place": place,
            "chunk": chunk,
            "was": "" if is_hidden else chunk.base.strip(),
            "mine": compare_words(was, chunk.mine),
            "theirs": compare_words(was, chunk.theirs),
            "merged": compare_words(was, chunk.text),
            "pick": pick,
            "own": own,
            "passed_over": _passed_over(chunk, pick, own),
        }
