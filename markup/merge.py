"""Merging two people's changes of one text: by paragraphs, then by words where they do not touch.

No mark of a conflict is ever put into a text: conflicts are chunks of their own.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import takewhile
from typing import Literal, NamedTuple

from markup.diff import ALIKE, likeness, paragraphs, tokens
from markup.sequences import align

Kind = Literal["same", "theirs", "mine", "both", "merged", "conflict"]

_BREAK = "\n\n"


@dataclass(frozen=True)
class Chunk:
    """A stretch of the text as it was, as each side has it, and as merged.

    `text` is empty for a conflict, which a person decides. "both" means that the two sides made
    the same change, "merged" that the words of both are in `text`.
    """

    kind: Kind
    base: str
    theirs: str
    mine: str
    text: str


@dataclass(frozen=True)
class Merge:
    chunks: list[Chunk]

    @property
    def clean(self) -> bool:
        return not self.conflicts

    @property
    def conflicts(self) -> list[int]:
        """Places in `chunks` of the conflicts."""
        return [place for place, chunk in enumerate(self.chunks) if chunk.kind == "conflict"]

    @property
    def text(self) -> str:
        """The merged text; raises `ValueError` while there are conflicts."""
        return resolve(self, {})


class _Edit(NamedTuple):
    """Items start:end of the base become `items`."""

    start: int
    end: int
    items: list[str]


class _Region(NamedTuple):
    """The same stretch of all three; `stable` where nobody changed it."""

    stable: bool
    base: list[str]
    theirs: list[str]
    mine: list[str]


def merge(base: str, theirs: str, mine: str) -> Merge:
    """What `base` is after both changes."""
    if theirs in (mine, base) or mine == base:
        return Merge([_whole(base, theirs, mine)])
    ends = [_end(text) for text in (base, theirs, mine)]
    end = ends[1] if ends[2] == ends[0] else ends[2]
    split = [paragraphs(text.rstrip() + _BREAK) for text in (base, theirs, mine)]
    chunks = [chunk for region in _regions(*split) for chunk in _chunks(region)]
    return Merge(_ended(_gathered(chunks), ends, end))


def resolve(merge: Merge, choices: Mapping[int, str]) -> str:
    """The merged text with `choices`, by place in `merge.chunks`, in place of the conflicts.

    Raises `ValueError` when a conflict is left without a choice.
    """
    open_ = [place for place in merge.conflicts if place not in choices]
    if open_:
        raise ValueError(f"{len(open_)} conflicts are not decided")
    return "".join(
        choices[place] if chunk.kind == "conflict" else chunk.text
        for place, chunk in enumerate(merge.chunks)
    )


def _whole(base: str, theirs: str, mine: str) -> Chunk:
    """The chunk of a text that at most one side changed, or both alike."""
    if theirs == mine:
        return Chunk("same" if mine == base else "both", base, theirs, mine, mine)
    if theirs == base:
        return Chunk("mine", base, theirs, mine, mine)
    return Chunk("theirs", base, theirs, mine, theirs)


def _end(text: str) -> str:
    return text[len(text.rstrip()) :]


def _chunks(region: _Region) -> Iterator[Chunk]:
    base, theirs, mine = ("".join(items) for items in region[1:])
    if theirs in (mine, base) or mine == base:
        yield _whole(base, theirs, mine)
        return
    merged = _merged_words(base, theirs, mine)
    if merged is not None:
        yield Chunk("merged", base, theirs, mine, merged)
    elif _pairs_up(region):
        for one in zip(*region[1:], strict=True):
            yield from _chunks(_Region(False, *([text] for text in one)))
    else:
        yield Chunk("conflict", base, theirs, mine, "")


def _pairs_up(region: _Region) -> bool:
    """Whether the paragraphs of a conflict are the same ones on each side, reworded."""
    count = len(region.base)
    if count < 2 or len(region.theirs) != count or len(region.mine) != count:
        return False
    return all(
        likeness(base, theirs) >= ALIKE and likeness(base, mine) >= ALIKE
        for base, theirs, mine in zip(region.base, region.theirs, region.mine, strict=True)
    )


def _merged_words(base: str, theirs: str, mine: str) -> str | None:
    """The words of both changes, or None where they touch."""
    split = tokens(base), tokens(theirs), tokens(mine)
    text: list[str] = []
    for region in _regions(*split, neighbours_touch=True):
        one, other = region.theirs, region.mine
        if one not in (region.base, other) and other != region.base:
            return None
        text += other if one == region.base else one
    return "".join(text)


def _regions(
    base: list[str], theirs: list[str], mine: list[str], *, neighbours_touch: bool = False
) -> Iterator[_Region]:
    """Cut all three where nobody changed anything: stable and changed stretches in turn.

    Changes that touch are in one stretch; with `neighbours_touch` also changes of neighbouring
    words, which only blanks and punctuation on one line keep apart.
    """
    sides = [_edits(base, theirs), _edits(base, mine)]
    at = 0
    while sides[0] or sides[1]:
        start, end, taken = _next_stretch(base, sides, neighbours_touch)
        if at < start:
            yield _Region(True, *([base[at:start]] * 3))
        one, other = (_applied(base, start, end, edits) for edits in taken)
        yield _Region(False, base[start:end], one, other)
        at = end
    if at < len(base):
        yield _Region(True, *([base[at:]] * 3))


def _edits(base: list[str], other: list[str]) -> list[_Edit]:
    """The changes, last first, so that the next one is popped."""
    steps = align(base, other).steps
    return [_Edit(s.i1, s.i2, other[s.j1 : s.j2]) for s in reversed(steps) if not s.equal]


def _next_stretch(
    base: list[str], sides: list[list[_Edit]], neighbours_touch: bool
) -> tuple[int, int, list[list[_Edit]]]:
    """Take the next edit and all that touch it, from both sides."""
    first = min((edits for edits in sides if edits), key=lambda edits: edits[-1][:2])
    start, end = first[-1].start, first[-1].end
    taken: list[list[_Edit]] = [[], []]
    grew = True
    while grew:
        grew = False
        for edits, mine in zip(sides, taken, strict=True):
            while edits and edits[-1].start <= _reach(base, end, neighbours_touch):
                edit = edits.pop()
                mine.append(edit)
                end = max(end, edit.end)
                grew = True
    return start, end, taken


def _reach(base: list[str], end: int, neighbours_touch: bool) -> int:
    """How far from the end of a change another one still touches it."""
    if not neighbours_touch:
        return end
    return end + len(list(takewhile(_is_no_word, base[end : end + 6])))


def _is_no_word(token: str) -> bool:
    return "\n" not in token and not any(char.isalnum() for char in token)


def _applied(base: list[str], start: int, end: int, edits: list[_Edit]) -> list[str]:
    items: list[str] = []
    for edit in edits:
        items += base[start : edit.start] + edit.items
        start = edit.end
    return items + base[start:end]


def _gathered(chunks: list[Chunk]) -> list[Chunk]:
    """Chunks with neighbours of one kind made one; conflicts stay apart."""
    gathered: list[Chunk] = []
    for chunk in chunks:
        last = gathered[-1] if gathered else None
        if last is not None and last.kind == chunk.kind != "conflict":
            gathered[-1] = Chunk(
                chunk.kind,
                last.base + chunk.base,
                last.theirs + chunk.theirs,
                last.mine + chunk.mine,
                last.text + chunk.text,
            )
        else:
            gathered.append(chunk)
    return gathered


def _ended(chunks: list[Chunk], ends: list[str], end: str) -> list[Chunk]:
    """Chunks that end as the texts end, not with the break that was added for cutting."""
    for name, tail in zip(("base", "theirs", "mine"), ends, strict=True):
        last = next((n for n in reversed(range(len(chunks))) if getattr(chunks[n], name)), None)
        if last is not None:
            text = getattr(chunks[last], name).removesuffix(_BREAK) + tail
            chunks[last] = replace(chunks[last], **{name: text})
    for place in reversed(range(len(chunks))):
        if chunks[place].kind == "conflict":
            break
        if chunks[place].text:
            text = chunks[place].text.removesuffix(_BREAK) + end
            chunks[place] = replace(chunks[place], text=text)
            break
    return chunks
