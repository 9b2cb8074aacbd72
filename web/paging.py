"""Long lists in pages by key: the cost of a page does not grow with its distance from the start."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest

PAGE_SIZE = 50


@dataclass(frozen=True)
class KeyPage:
    """Some rows of a list, and the key after which the next ones begin (None at the end)."""

    rows: Sequence[Any]
    after: int | None


class Some(list[Any]):
    """The first rows of many, up to a limit, and whether there are more than these."""

    def __init__(self, rows: Any, limit: int) -> None:
        found = list(rows[: limit + 1])
        super().__init__(found[:limit])
        self.has_more = len(found) > limit


def whole_number(text: str) -> int | None:
    """The whole number that a text is, or None where it is none, or more than a database holds."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 18 else None


def number(request: HttpRequest, name: str) -> int | None:
    """The whole number in the query under `name`, or None where there is none or it is absurd."""
    return whole_number(request.GET.get(name, ""))


def page_by_key(
    rows: QuerySet[Any], request: HttpRequest, *, key: str = "pk", size: int = PAGE_SIZE
) -> KeyPage:
    """The page of `rows`, highest `key` first, that the query's `before` asks for."""
    before = number(request, "before")
    chosen = rows.order_by(f"-{key}")
    if before is not None:
        chosen = chosen.filter(**{f"{key}__lt": before})
    found = list(chosen[: size + 1])
    more = len(found) > size
    found = found[:size]
    return KeyPage(found, _value(found[-1], key) if more else None)


def _value(row: Any, key: str) -> int:
    return int(row[key] if isinstance(row, dict) else getattr(row, key))
