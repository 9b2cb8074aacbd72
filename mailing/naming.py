"""The Message-IDs of the site's own mail, by which it is put together and known again."""

import re
from urllib.parse import urlsplit

from django.conf import settings


def host() -> str:
    return urlsplit(settings.SITE_URL).hostname or "localhost"


def of_post(thread: int, number: int) -> str:
    """By which mail programs put the posts of a thread together."""
    return f"<thread.{thread}.{number}@{host()}>"


def of_answer(pk: int) -> str:
    return f"<answer.{pk}@{host()}>"


def is_ours(message_id: str) -> bool:
    found = re.fullmatch(r"<(?:thread\.\d+\.\d+|answer\.\d+)@([^@>]+)>", message_id.strip())
    return found is not None and found[1].lower() == host()
