"""How updates are told in a line, and what a person contributed."""

from typing import Any

from django import template
from django.db.models import Sum

from discussions.models import Post
from recommendations.models import Recommendation
from updates.activity import Event, stream
from wiki import sizes
from wiki.models import Changeset

register = template.Library()


@register.filter
def size(update: Changeset) -> str:
    """ "12 words added, 3 removed; 1 recommendation reworded"."""
    return sizes.size(update.words_added, update.words_removed, update.counts)


@register.filter
def kinds(update: Changeset) -> list[str]:
    """Which of text, recommendations and stars the update touched."""
    return sizes.kinds(update.counts) or ["text"]


@register.simple_tag
def contributions_of(person: Any, kind: str = "") -> list[Event]:
    """The latest that somebody did: updates and posts, newest first."""
    return stream(person=person, kind=kind)


@register.simple_tag
def numbers_of(person: Any) -> list[tuple[str, int]]:
    """What somebody contributed, in numbers."""
    updates = Changeset.objects.filter(author=person)
    posts = Post.objects.standing().filter(author=person)
    proposed = Recommendation.history.filter(history_type="+", history_user=person)
    words = updates.aggregate(words=Sum("words_added"))["words"] or 0
    return [
        ("Updates of pages", updates.count()),
        ("Words written", words),
        ("Recommendations proposed", proposed.count()),
        ("Posts", posts.count()),
        ("Posts that others find valuable", posts.filter(valuable__gt=0).count()),
    ]


@register.filter
def objects(update: Changeset) -> str:
    """ "1 recommendation reworded, 6 stars given"."""
    return ", ".join(sizes.in_objects(update.counts))
