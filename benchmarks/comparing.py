"""Comparing two versions of a text, in its source and as it is read, as it grows.

Run: .venv/bin/python benchmarks/comparing.py
"""

import random

from measuring import cpu_ms, table

from markup.diff import compare
from markup.redline import redline
from markup.rendered import Part, Rendered

SIZES = (1_000, 10_000, 35_000)  # words; the longest is about as long as a page may be


def paragraph(chance: random.Random, words: int) -> str:
    return " ".join(f"word{chance.randrange(3000)}" for _ in range(words)) + "."


def page(chance: random.Random, words: int) -> list[str]:
    return [paragraph(chance, 80) for _ in range(words // 80)]


def edited(chance: random.Random, text: str) -> str:
    found = text.split(" ")
    found[chance.randrange(len(found))] = "changed"
    return " ".join(found)


def as_read(paragraphs: list[str]) -> Rendered:
    return Rendered(parts=[Part("".join(f"<p>{text}</p>\n" for text in paragraphs))])


def main() -> None:
    chance = random.Random(2008)
    rows: dict[str, list[tuple[str, float]]] = {"in the source": [], "as read": []}
    for size in SIZES:
        before = page(chance, size)
        for name, after in (
            ("one word of each paragraph", [edited(chance, text) for text in before]),
            ("written anew", page(chance, size)),
        ):
            texts = ["\n\n".join(text) for text in (before, after)]
            read = [as_read(text) for text in (before, after)]
            said = f"{size:,} words, {name}"
            source = cpu_ms(lambda t=texts: compare(*t), times=3)
            rows["in the source"].append((said, source))
            rows["as read"].append((said, cpu_ms(lambda r=read: redline(*r), times=3)))
    for title, found in rows.items():
        table(title, found)


main()
