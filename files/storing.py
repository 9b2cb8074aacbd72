"""Contents, each kept once under its own hash, wherever Django's storage puts them."""

import hashlib

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage


def hash_of(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def keep(content: bytes) -> str:
    """Store a content unless it is there; returns its hash, which names it for ever."""
    sha256 = hash_of(content)
    place = _place(sha256)
    if is_kept(sha256):
        if default_storage.size(place) == len(content):
            return sha256
        default_storage.delete(place)  # a process that was killed left half of it
    name = default_storage.save(place, ContentFile(content))
    if name != place:  # somebody stored the same at the same moment
        default_storage.delete(name)
    return sha256


def is_kept(sha256: str) -> bool:
    return default_storage.exists(_place(sha256))


def remove(sha256: str) -> None:
    """Take a content out of storage for good."""
    default_storage.delete(_place(sha256))


def content_of(sha256: str) -> bytes:
    """Raises FileNotFoundError."""
    with default_storage.open(_place(sha256), "rb") as file:
        content: bytes = file.read()
        return content


def _place(sha256: str) -> str:
    return f"{sha256[:2]}/{sha256}"
