"""What somebody wrote in a mail, without what they answered and without their signature.

Where the quote begins is quotequail's knowledge; `docs/decisions/mail.md` says what else was
looked at. Answers between the lines keep the lines that they answer, as quotes.
"""

import re

import quotequail

from web.forms import UNSHOWN

LOOKED_AT = 600  # lines; more of them is no letter, and would take long
LONG_LINE = 400  # characters; nothing that begins a quote is longer

_SENT_FROM = re.compile(
    r"^(?:sent (?:from|with|via)\b|get \[?outlook for\b|gesendet (?:von|mit|über)\b|von meinem\b"
    r"|envoyé (?:de|depuis|avec|à partir)\b|enviado (?:desde|do|de)\b|inviato da\b"
    r"|verzonden (?:vanaf|met)\b|skickat från\b|holen sie sich outlook\b"
    r"|téléchargez outlook\b|obtener outlook\b|yahoo mail\b).{0,200}$",
    re.I,
)


def own_words(text: str) -> str:
    """The words of a mail that are its writer's; "" where there are none."""
    lines = [_shown(line) for line in text.splitlines()]
    rest, lines = lines[LOOKED_AT:], lines[:LOOKED_AT]
    packed, kept = _pack(lines)
    found = quotequail.unwrap("\n".join(packed))
    if found is None:
        return _without_signature(_unpack(packed, kept) + rest)
    below = _without_signature(_unpack(found.get("text_bottom", "").split("\n"), kept) + rest)
    if found["type"] in ("reply", "quote") and _has_quote(below):
        return _between_the_lines(packed, kept, rest)
    above = _without_signature(_unpack(found.get("text_top", "").split("\n"), kept))
    return "\n\n".join(part for part in (above, below) if part)


def _between_the_lines(packed: list[str], kept: list[str], rest: list[str]) -> str:
    """All of it but the line that says who wrote what is quoted, and what is quoted last."""
    whole = "\n".join(packed)
    before = quotequail.quote(whole, limit=LOOKED_AT + 1, quote_intro_line=True)
    after = quotequail.quote(whole, limit=LOOKED_AT + 1)
    if len(before) == 2 and len(after) == 2:
        packed = [*before[0][1].split("\n"), *after[1][1].split("\n")]
    lines = _without_signature(_unpack(packed, kept) + rest).split("\n")
    while lines and (not lines[-1].strip() or lines[-1].startswith(">")):
        lines.pop()
    return "\n".join(_apart(lines)).strip("\n")


def _apart(lines: list[str]) -> list[str]:
    """A blank line where a quote ends, or it would go on to its answer."""
    found: list[str] = []
    for line in lines:
        if found and found[-1].startswith(">") and line.strip() and not line.startswith(">"):
            found.append("")
        found.append(line)
    return found


def _shown(line: str) -> str:
    """Blanks and marks that mail programs put in where a person typed none."""
    line = line.replace("\xa0", " ").replace("\u202f", " ")
    line = re.sub(r"[\u200b\ufeff\u2060\u200e\u200f]", "", line)
    return UNSHOWN.sub("", line).rstrip()


def _pack(lines: list[str]) -> tuple[list[str], list[str]]:
    """The lines with the long ones put aside: looking through these takes long, and is in vain."""
    kept = [line for line in lines if len(line) > LONG_LINE]
    numbers = iter(range(len(kept)))
    packed = [f"\x00{next(numbers)}\x00" if len(line) > LONG_LINE else line for line in lines]
    return packed, kept


def _unpack(lines: list[str], kept: list[str]) -> list[str]:
    return [
        kept[int(line.strip("\x00"))] if line.startswith("\x00") and line.endswith("\x00") else line
        for line in lines
    ]


def _has_quote(text: str) -> bool:
    return any(line.startswith(">") for line in text.split("\n"))


def _without_signature(lines: list[str]) -> str:
    """What stands above the line of two dashes, and above what a telephone adds."""
    cut = next((n for n, line in enumerate(lines) if line.rstrip() == "--"), len(lines))
    lines = lines[:cut]
    while lines and (not lines[-1].strip() or _SENT_FROM.match(lines[-1].strip())):
        lines.pop()
    return "\n".join(lines).strip("\n")
