"""How updates are told in a line, and what a person contributed."""

import re
from html import unescape
from typing import Any

from django import template
from django.db.models import Count, Q, Sum
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from discussions.models import Post, PostDraft
from discussions.panels import Table
from markup.render import Heading
from recommendations.models import Recommendation
from recommendations.panels import Group
from updates.activity import Event, stream
from updates.blanking import hiding_of_reason
from updates.choosing import Choice
from updates.models import PageDraft, Suggestion
from updates.visits import News, news
from web.templatetags.web import stored
from wiki import sizes
from wiki.access import may_edit
from wiki.models import Changeset, Page
from wiki.visiting import Visit

register = template.Library()

_HEADING = re.compile(r'<(?P<tag>h[2-6]) id="(?P<id>[^"]+)">.*?</(?P=tag)>', re.DOTALL)


@register.filter
def size(update: Changeset) -> str:
    """ "12 words added, 3 removed; 1 recommendation reworded"."""
    said = sizes.size(update.words_added, update.words_removed, update.told_counts)
    return _naming(update, said)


def _naming(update: Changeset, said: str) -> str:
    """What is said of an update, with the updates named that it was merged with, if known."""
    if not update.merged_with:
        return said
    return said.replace(sizes.COUNTED["merged"][0], f"merged with {update.merged_with}")


@register.filter
def kinds(update: Changeset) -> list[str]:
    """Which of text, recommendations and stars the update touched."""
    return sizes.kinds(update.told_counts) or ["text"]


@register.simple_tag(takes_context=True)
def contributions_of(context: Any, person: Any, kind: str = "") -> list[Event]:
    """The latest that somebody did: updates and posts, newest first."""
    return stream(context["user"], Choice(person=person.username, kind=kind))


@register.simple_tag
def numbers_of(person: Any) -> list[tuple[str, int]]:
    """What somebody contributed, in numbers; what is on deleted pages counts when it is back."""
    gone = Page.objects.deleted().values("pk")
    updates = Changeset.objects.filter(author=person).exclude(page__in=gone)
    posts = Post.objects.standing().visible_to(None).filter(author=person)
    proposed = Recommendation.history.filter(history_type="+", history_user=person)
    proposed = proposed.exclude(id__in=Recommendation.objects.filter(page__in=gone).values("pk"))
    words = updates.aggregate(words=Sum("words_added"))["words"] or 0
    return [
        ("Updates of pages", updates.count()),
        ("Words written", words),
        ("Recommendations proposed", proposed.count()),
        ("Posts", posts.count()),
        ("Posts that others find valuable", posts.filter(valuable__gt=0).count()),
    ]


@register.simple_tag
def block_with_edits(
    html: str, headings: list[Heading], page: Page, update: Changeset, reader: Any
) -> SafeString:
    """A stretch of the page's stored text, with a link at each section's heading to edit it.

    Who may write, but not here, is led to suggest a change of it.
    """
    if not may_edit(reader):
        return stored(html)
    form, label = "edit_section", "Edit"
    if not may_edit(reader, page):
        form, label = "suggest_section", "Suggest a change of"
    names = {heading.id: heading.text for heading in headings if heading.line is not None}

    def linked(match: re.Match[str]) -> str:
        name = unescape(match["id"])
        if name not in names:
            return match[0]
        link = format_html(
            '<a href="{}?base={}">{}<span class="vh"> the section “{}”</span></a>',
            reverse(form, args=[page.slug, name]),
            update.number,
            label,
            names[name],
        )
        return f'<div class="sect">{match[0]}{link}</div>'

    return stored(_HEADING.sub(linked, html))


@register.simple_tag
def drafts_of(person: Any) -> list[PageDraft | PostDraft]:
    """What somebody began to write and did not send, the latest first. For their own eyes."""
    pages = PageDraft.objects.of(person).select_related("page")
    posts = PostDraft.objects.of(person).select_related("page", "thread", "post__thread")
    return sorted([*pages, *posts], key=lambda draft: draft.kept_at, reverse=True)


@register.simple_tag
def drafts_on(page: Page, person: Any) -> list[tuple[str, str]]:
    """Name and text of each draft of the page that somebody keeps: its form may be closed to them.

    No query for a visitor.
    """
    if not person.is_authenticated:
        return []
    kept = PageDraft.objects.of(person).filter(page=page)
    return [(f"Draft of {draft.part or draft.title}", draft.text) for draft in kept]


@register.simple_tag
def suggestions_waiting(page: Page, person: Any) -> str:
    """How many suggestions wait, to who may edit the page; to others that their own do.

    No query where none waits, and none for a visitor.
    """
    if not page.suggestions_open or not may_edit(person):
        return ""
    waiting = Suggestion.objects.open().filter(page=page)
    mine = Count("pk", filter=Q(author=person))
    counted = waiting.aggregate(number=Count("pk"), mine=mine)
    number = counted["number" if may_edit(person, page) else "mine"]
    if not number:
        return ""
    if number == counted["mine"]:
        return "Your suggestion waits" if number == 1 else f"Your {number} suggestions wait"
    return f"{number} suggestion waits" if number == 1 else f"{number} suggestions wait"


@register.filter
def objects(update: Changeset) -> str:
    """ "1 recommendation reworded, 6 stars given"."""
    return _naming(update, ", ".join(sizes.in_objects(update.told_counts)))


@register.simple_tag
def news_for(
    visit: Visit | None,
    page: Page,
    reader: Any,
    update: Changeset,
    groups: list[Group],
    table: Table,
) -> News | None:
    """What is new on a page since the reader's last visit; nothing where there is none."""
    if visit is None:
        return None
    found = news(
        page,
        reader,
        visit,
        groups=groups,
        updated_at=update.created_at,
        posted_at=table.posted_at,
    )
    return found if found.lines else None


@register.inclusion_tag("updates/_reason_hidden.html", takes_context=True)
def why_reason_is_hidden(context: Any, kind: str, about: int) -> dict[str, Any]:
    """For whoever gave it as the reason of a "star" or a "reservation"."""
    return {"hiding": hiding_of_reason(kind, about, context["user"])}
