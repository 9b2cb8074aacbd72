"""What every template knows about the site."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

THEMES = {"": "As my device", "light": "Light", "dark": "Dark"}


def site(request: HttpRequest) -> dict[str, Any]:
    """The community's name, the reader's colours and zone."""
    theme = request.COOKIES.get("theme", "")
    return {
        "community": settings.COMMUNITY_NAME,
        "theme": theme if theme in THEMES else "",
        "themes": THEMES.items(),
        "site_url": settings.SITE_URL,
        "zone_name": timezone.get_current_timezone_name(),
    }
