"""What base templates show of the inbox."""

from django import template
from django.http import HttpRequest

from watching.models import Notification

register = template.Library()


@register.simple_tag
def unread_news(request: HttpRequest | None) -> int:
    """How much news waits for the reader."""
    person = getattr(request, "user", None)
    if person is None or not person.is_authenticated:
        return 0
    return Notification.objects.filter(person=person, read_at__isnull=True).count()
