"""What a rendering gives back, and how it is refused."""

from dataclasses import asdict, dataclass, field
from typing import Any, Self


class Refused(ValueError):
    """The text cannot be rendered; `message` tells its author why and what to do next."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


@dataclass(frozen=True)
class Part:
    """A stretch of prose, or the place where areas with their recommendations stand."""

    html: str = ""
    """Safe, well-formed HTML; empty for a placement."""
    area: str | None = None
    """None: prose. "": all areas stand here. A name: the area of that name stands here."""


@dataclass(frozen=True)
class Heading:
    """One line of the table of contents; `text` is plain."""

    id: str
    level: int
    text: str
    line: int | None = None
    """Where it stands in the source, from 0; None for one inside a list or a quote."""


@dataclass(frozen=True)
class WikiLink:
    """A link to another page, with the plain sentence that it stands in."""

    title: str
    text: str
    section: str
    sentence: str


@dataclass(frozen=True)
class Rendered:
    """A text as readers get it. Equal sources and equal known pages give equal bytes."""

    lead: str = ""
    """Safe inline HTML of the page's lead question; empty where there is none."""
    summary: str = ""
    """Plain text of the first paragraph, cut at a word after about 200 characters."""
    parts: list[Part] = field(default_factory=list)
    headings: list[Heading] = field(default_factory=list)
    links: list[WikiLink] = field(default_factory=list)
    files: list[str] = field(default_factory=list)
    """The files that it names, as they are written; see `markup.shelf`."""

    def to_json(self) -> dict[str, Any]:
        """A plain dict for a JSON column; `from_json` reads it back."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        return cls(
            lead=data["lead"],
            summary=data["summary"],
            parts=[Part(**part) for part in data["parts"]],
            headings=[Heading(**heading) for heading in data["headings"]],
            links=[WikiLink(**link) for link in data["links"]],
            files=data.get("files", []),
        )
