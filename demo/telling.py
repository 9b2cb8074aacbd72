"""Telling the demo's story: every event of its files becomes the deed of a person."""

import datetime
import tomllib
from collections.abc import Callable, Iterator
from typing import Any

from accounts.models import User
from demo.items import ItemDeeds
from demo.pages import PageDeeds
from demo.stage import STORY, Event
from demo.talk import TalkDeeds


def people() -> list[dict[str, Any]]:
    """Who the story is about."""
    return list(tomllib.loads((STORY / "people.toml").read_text())["person"])


def events() -> Iterator[Event]:
    """What happened, in order of time."""
    for path in sorted(STORY.glob("[0-9]*.toml")):
        yield from tomllib.loads(path.read_text())["event"]


class Teller(PageDeeds, ItemDeeds, TalkDeeds):
    """Tells the story from its first event to its last, in an empty database."""

    def tell(self, event: Event) -> None:
        deed: Callable[[User, datetime.datetime, Event], object] = getattr(self, event["do"])
        deed(self.people[event["by"]], event["at"], event)
