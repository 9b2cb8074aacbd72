"""Texts that make Markdown parsers slow, deep or large: shape(n) is about n characters long."""

from collections.abc import Callable


def _repeat(piece: str, before: str = "", after: str = "") -> Callable[[int], str]:
    return lambda size: before + piece * (size // len(piece)) + after


def _numbered(piece: str) -> Callable[[int], str]:
    return lambda size: "".join(piece.format(n) for n in range(size // len(piece)))


SHAPES: dict[str, Callable[[int], str]] = {
    "open brackets": _repeat("["),
    "double open brackets": _repeat("[["),
    "close brackets": _repeat("]"),
    "open image brackets": _repeat("!["),
    "nested brackets": lambda size: "[" * (size // 2) + "]" * (size // 2),
    "nested links": lambda size: "[" * (size // 5) + "a" + "](b)" * (size // 5),
    "open link targets": _repeat("[a]("),
    "open link targets, closed once": _repeat("[a](", after=")"),
    "link targets with open angle": _repeat("[a](<b"),
    "link titles left open": _repeat('[a](b "', after=")"),
    "page links left open": _repeat("[[a|"),
    "page links with long titles": _repeat("[[" + "a" * 290 + " ]]"),
    "one footnote, many marks": _repeat("[^1] ", after="\n\n[^1]: note"),
    "many footnotes": _numbered("[^{0}] \n\n[^{0}]: note\n\n"),
    "footnotes within footnotes": _numbered("[^{0}]: see [^{0}][^1]\n"),
    "reference definitions": _numbered("[{0}]: /x\n"),
    "short references": _repeat("[a] ", after="\n\n[a]: /x"),
    "CDATA sections": _repeat("<![CDATA["),
    "open tags": _repeat("<a "),
    "open comments": _repeat("<!--"),
    "processing instructions": _repeat("<?"),
    "nested tags": _repeat("<div>"),
    "tags with many attributes": _repeat(" a=1", before="<a", after=">"),
    "entities": _repeat("&#x41;"),
    "open entities": _repeat("&"),
    "abbreviations": _numbered("*[w{0}]: long\n"),
    "lists on one line": _repeat("- ", after="x"),
    "starred lists on one line": _repeat("* ", after="x"),
    "tabbed lists on one line": _repeat("-\t", after="x"),
    "numbered lists on one line": _repeat("1. ", after="x"),
    "quoted lists on one line": _repeat("> - ", after="x"),
    "quotes on one line": _repeat(">"),
    "spaced quotes on one line": _repeat("> "),
    "deepening list": lambda size: "\n".join(
        "  " * n + "- x" for n in range(int((size * 1.0) ** 0.5))
    ),
    "deepening quote": lambda size: "\n".join(
        ">" * n + " x" for n in range(int((2.0 * size) ** 0.5))
    ),
    "definition lists": _repeat("a\n: b\n"),
    "list items": _repeat("- x\n"),
    "loose list items": _repeat("- x\n\n"),
    "list and text in turns": _repeat("- x\n\ny\n\n"),
    "open fences": _repeat("```\n"),
    "open fences of growing length": lambda size: "\n".join(
        "`" * (n + 3) for n in range(int((2.0 * size) ** 0.5))
    ),
    "fences with information": _repeat("``` a {.b}\n"),
    "code in a slow language": _repeat("<%<<", before="```erb\n"),
    "backticks": _repeat("`"),
    "backtick runs of growing length": lambda size: " ".join(
        "`" * (n + 1) for n in range(int((2.0 * size) ** 0.5))
    ),
    "backslashes and backticks": _repeat("\\`"),
    "backslashes": _repeat("\\"),
    "stars": _repeat("*"),
    "stars and letters": _repeat("*a "),
    "closing stars": _repeat("a* "),
    "stars of two kinds": _repeat("*a **b "),
    "underscores": _repeat("_"),
    "underscores and stars": _repeat("*_"),
    "nested emphasis": lambda size: "*a " * (size // 6) + "b*" * (size // 6),
    "strikes": _repeat("~~a "),
    "tildes": _repeat("~"),
    "wide table": lambda size: (
        "|" * (size // 3) + "\n" + "|-" * (size // 3) + "|\n" + "|\n" * (size // 6)
    ),
    "table of one column": _repeat("| a |\n", before="| a |\n|---|\n"),
    "table row of backticks": _repeat("`|", before="a|b\n-|-\n"),
    "headings": _repeat("# a\n"),
    "same headings": _repeat("## same words\n\n"),
    "heading of hashes": _repeat("#", before="# a "),
    "underlined headings": _repeat("a\n=\n"),
    "rules": _repeat("* * *\n"),
    "spaces": _repeat(" ", before="a", after="b"),
    "spaces before line breaks": _repeat("  \n", before="a"),
    "blank lines": _repeat("\n", before="a", after="b"),
    "one long word": _repeat("a"),
    "addresses": _repeat("http://a.b "),
    "address of brackets": _repeat("(", before="http://a.b/"),
    "address schemes": _repeat("http://"),
    "angle addresses": _repeat("<http://a"),
    "mail addresses": _repeat("<a@"),
    "questions": _repeat("?"),
    "private marks": _repeat("\x02wzxhzdk:0\x03"),
    "zero width spaces": _repeat("\u200b"),
    "combining marks": _repeat("\u0301", before="a"),
}
