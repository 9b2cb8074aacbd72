"""What of the site a typed line names: an address, R17 or a page's title."""

import re
from typing import Any
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.urls import Resolver404, resolve

from discussions.models import Post, Thread
from questions.asking import Answer, Refused
from questions.models import Question
from recommendations.models import Recommendation
from web.paging import whole_number
from wiki.access import find_page
from wiki.linking import slug_of
from wiki.models import Changeset

NOWHERE = (
    "Nothing here is called that. Give the address of a page, an update, a thread or a "
    "recommendation of this site, a number like R17, or a page’s title"
)
_NUMBER = re.compile(r"[Rr](\d{1,18})")
_ROW = re.compile(r"r(\d{1,18})")


def answer_at(line: str, text: str, reader: Any) -> Answer:
    """An answer of these words that leads to what the line names, as far as `reader` may read it.

    Raises Refused where that is nothing.
    """
    line = line.strip().removeprefix("[[").removesuffix("]]").strip()
    if not line:
        return Answer(text)
    number = _NUMBER.fullmatch(line)
    found = _recommendation(number[1], reader) if number else _at(line, reader)
    if not found and (page := find_page(reader, slug_of(line))):
        found = {"page": page}
    if not found:
        raise Refused(NOWHERE)
    return Answer(text, **found)


def question_at(line: str, reader: Any) -> Question | None:
    """The question that somebody names by its number or its address."""
    line = line.strip().lstrip("#Qq")
    pk = whole_number(line)
    if pk is None:
        match = _match(line)
        pk = match.kwargs["pk"] if match and match.url_name == "question" else None
    found: Question | None = Question.objects.visible_to(reader).filter(pk=pk or 0).first()
    return found


def _match(line: str) -> Any:
    """Where an address of this site leads, if it is one."""
    path = line.removeprefix(settings.SITE_URL)
    try:
        path = unquote(urlsplit(path).path) if path.startswith("/") else ""
        return resolve(path) if path and "\0" not in path else None
    except (Resolver404, ValueError):
        return None


def _at(line: str, reader: Any) -> dict[str, Any]:
    match = _match(line)
    if match is None:
        return {}
    given, name = match.kwargs, match.url_name
    row = _ROW.fullmatch(line.partition("#")[2])
    if name == "page" and row:
        return _recommendation(row[1], reader)
    if name in ("page", "changes", "at") and (page := find_page(reader, given["slug"])):
        if name == "page":
            return {"page": page}
        updates = Changeset.objects.visible_to(reader).filter(page=page)
        return _named("update", updates.filter(number=given["number"]).first())
    if name == "thread":
        return _named("thread", Thread.objects.visible_to(reader).filter(pk=given["pk"]).first())
    if name == "post":
        posts = Post.objects.visible_to(reader).select_related("thread")
        post = posts.filter(pk=given["pk"]).first()
        return _named("thread", post and post.thread)
    if name == "recommendation":
        return _recommendation(str(given["pk"]), reader)
    return {}


def _recommendation(number: str, reader: Any) -> dict[str, Any]:
    items = Recommendation.objects.visible_to(reader)
    return _named("recommendation", items.filter(pk=int(number)).first())


def _named(name: str, found: Any) -> dict[str, Any]:
    return {name: found} if found else {}
