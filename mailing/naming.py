"""The Message-IDs of the site's own mail, by which it is put together and known again."""

import re
from urllib.parse import urlsplit

from django.conf import settings


def host() -> str:
    return urlsplit(settings.SITE_URL).hostname or "localhost"


def of_post(pk: int) -> str:
    """By which mail programs put the posts of a thread together, wherever these are moved."""
    return f"<post.{pk}@{host()}>"


def of_answer(pk: int) -> str:
    return f"<answer.{pk}@{host()}>"


def is_ours(message_id: str) -> bool:
    found = re.fullmatch(r"<(?:post|answer)\.\d+@([^@>]+)>", message_id.strip())
    return found is not None and found[1].lower() == host()
