"""Links and images of a Markdown source, and what became of them between two sources."""

import re
from dataclasses import dataclass
from typing import Literal

from markup.links import PLACEMENT, WIKI_LINK, collapse

Kind = Literal["link", "image"]

_TARGET = re.compile(
    r"(?P<image>!?)\[(?P<label>(?:[^\[\]\\]|\\.){0,2000})\]\(\s{0,20}<?(?P<target>[^\s()<>]{1,2000})"
)


@dataclass(frozen=True)
class Reference:
    """`label` is the link's words or the image's description, `target` where it leads."""

    kind: Kind
    label: str
    target: str


@dataclass(frozen=True)
class ReferenceChange:
    """What became of one: `was` is None for a new one, `now` for one that is gone."""

    was: Reference | None
    now: Reference | None

    @property
    def is_image(self) -> bool:
        return any(one is not None and one.kind == "image" for one in (self.was, self.now))

    @property
    def name(self) -> str:
        what = "Image" if self.is_image else "Link"
        if self.was is None:
            return f"{what} added"
        if self.now is None:
            return f"{what} removed"
        if self.was.target != self.now.target:
            return f"{what} changed"
        return "Image described anew" if self.is_image else "Words of a link changed"


def references(source: str) -> list[Reference]:
    """Each once, in order of reading."""
    found = [
        (
            match.start(),
            Reference("image" if match["image"] else "link", match["label"], match["target"]),
        )
        for match in _TARGET.finditer(source)
    ]
    for match in WIKI_LINK.finditer(source):
        if PLACEMENT.fullmatch(match[0]):
            continue
        title = collapse(match["title"])
        label = collapse(match["text"] or "") or title
        found.append((match.start(), Reference("link", label, f"[[{title}]]")))
    return list(dict.fromkeys(one for _, one in sorted(found, key=lambda pair: pair[0])))


def changed_references(before: str, after: str) -> list[ReferenceChange]:
    """What came, what went, and what now leads elsewhere or is worded otherwise."""
    old, new = references(before), references(after)
    stays = set(old) & set(new)
    gone, came = ([one for one in some if one not in stays] for some in (old, new))
    found = {now: ReferenceChange(None, now) for now in came}
    for same in ("label", "target"):
        was_by = {(one.kind, getattr(one, same)): one for one in reversed(gone)}
        for now, change in found.items():
            was = was_by.pop((now.kind, getattr(now, same)), None) if not change.was else None
            if was is not None:
                found[now] = ReferenceChange(was, now)
        paired = {change.was for change in found.values()}
        gone = [one for one in gone if one not in paired]
    return [*found.values(), *(ReferenceChange(was, None) for was in gone)]
