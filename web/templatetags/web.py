"""Small marks that every template uses: icons, people, times, numbers with their noun."""

import datetime
from functools import lru_cache
from typing import Any

from django import template
from django.template.defaultfilters import date as format_date
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from web import slugs

register = template.Library()


@register.simple_tag
def icon(name: str) -> SafeString:
    """A decorative icon from the page's sprite; the words beside it say what it means."""
    return format_html('<svg class="i" aria-hidden="true"><use href="#i-{}"/></svg>', name)


@register.simple_tag
def when(moment: datetime.datetime | None, style: str = "long") -> SafeString | str:
    """A time in the reader's zone: "long" 14 Nov 2008, 10:07; "zone" names the zone too."""
    if moment is None:
        return ""
    local = timezone.localtime(moment)
    if style == "long":
        told = f"{_day(local.date())}, {local.hour:02}:{local.minute:02}"
    else:
        pattern = {"zone": "j M Y, H:i T", "day": "j F Y", "short": "j M"}.get(style, "H:i")
        told = format_date(local, pattern)
    return mark_safe(f'<time datetime="{local.isoformat()}">{told}</time>')  # noqa: S308


@lru_cache(maxsize=2_000)
def _day(day: datetime.date) -> str:
    """The first half of what long threads write by the thousand."""
    return format_date(day, "j M Y")


@register.filter
def utc(moment: datetime.datetime, pattern: str) -> str:
    """A time in UTC, for what is copied and read elsewhere."""
    return format_date(moment.astimezone(datetime.UTC), pattern)


@register.simple_tag
def who(person: Any) -> SafeString:
    """A person's name, linked to their profile."""
    name = getattr(person, "username", None) or person
    if not name:
        return format_html('<span class="who">{}</span>', "Somebody who has left")
    return format_html(
        '<a class="who" href="{}"><bdi>{}</bdi></a>', reverse("person", args=[name]), name
    )


@register.simple_tag
def mono(person: Any) -> SafeString:
    """A person's initials, hidden from readers who hear the name anyway."""
    name = str(getattr(person, "username", None) or person or "–")
    return format_html('<span class="mono" aria-hidden="true">{}</span>', name[:2].upper())


@register.filter
def counted(number: int, nouns: str) -> str:
    """`3|counted:"reply,replies"` gives "3 replies"."""
    one, many = nouns.split(",")
    return f"{number} {one if number == 1 else many}"


@register.filter
def get(mapping: dict[Any, Any], key: Any) -> Any:
    """What stands in `mapping` under `key`, or None."""
    return mapping.get(key)


@register.filter
def stored(html: str) -> SafeString:
    """HTML that markup/ made safe when the text was written: the one place that trusts it."""
    return mark_safe(html)  # noqa: S308


@register.filter
def tag_slug(name: str) -> str:
    """The name of a keyword tag in its address."""
    return slugs.tag_slug(name) or "-"
