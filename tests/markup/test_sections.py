"""A section of a source is what its heading says it is, and the rest stays to the byte."""

import random

import pytest

from markup.render import Refused, render_page
from markup.sections import Section, sections

PAGE = """Before all.

# Why

Because.

## In short

- so
# not a section: it stands in the list

Under
-----

```
# not a heading
```

> # a heading in a quote

# How ##

With `care`.
"""


def cut(source: str) -> list[Section]:
    return sections(source, render_page(source, {}).headings)


def test_a_section_reaches_to_the_next_heading_that_is_not_under_it() -> None:
    found = {section.heading: section.text.split("\n")[0] for section in cut(PAGE)}
    assert found == {"Why": "# Why", "In short": "## In short", "Under": "Under", "How": "# How ##"}
    why, short, under, how = cut(PAGE)
    assert why.text.startswith("# Why\n\nBecause.")
    assert why.text.endswith("> # a heading in a quote")
    assert short.text.endswith("stands in the list")
    assert under.text.startswith("Under\n-----")
    assert how.text == "# How ##\n\nWith `care`."


def test_headings_inside_quotes_lists_and_code_begin_no_section() -> None:
    assert {section.heading for section in cut(PAGE)} == {"Why", "In short", "Under", "How"}
    assert "a heading in a quote" in {h.text for h in render_page(PAGE, {}).headings}


def test_a_section_is_replaced_and_the_rest_stays_to_the_byte() -> None:
    short = cut(PAGE)[1]
    after = PAGE.replace(short.text, "## In short\n\nNo.")
    assert short.replaced("## In short\n\nNo.\n\n\n") == after
    assert short.replaced(" \n") == PAGE.replace(short.text + "\n\n", "")


def test_headings_of_one_name_are_told_apart() -> None:
    first, second = cut("# A\n\none\n\n# A\n\ntwo")
    assert (first.id, second.id) == ("t-a", "t-a-2")
    assert second.replaced("# A\n\nthree") == "# A\n\none\n\n# A\n\nthree"


def test_a_heading_that_begins_with_markup_keeps_it() -> None:
    html = render_page("# **Now** and then\n\n#_so_ on\n\n## ", {}).parts[0].html
    assert "<strong>Now</strong> and then</h2>" in html
    assert "<em>so</em> on</h2>" in html


PIECES = [
    *("# A", "## B ##", "###c", "####### d", "#", "# \\", "A\n===", "b\n-", "- x", "1. y", "> # q"),
    *(
        "```",
        "~~~",
        "    # code",
        "text",
        "",
        "",
        " # e",
        "| a | b |\n|---|---|",
        "[[recommendations]]",
    ),
    *(
        "[^1]: # n",
        "[x]: http://a.b\n---",
        "http://example.org\n---",
        "\\# no",
        "-\n-",
        "*\n==",
        "\t# t",
    ),
]


@pytest.mark.parametrize("seed", range(60))
def test_of_any_text_every_section_is_found_and_nothing_else_is_touched(seed: int) -> None:
    chance = random.Random(seed)
    source = "\n".join(chance.choices(PIECES, k=chance.randint(1, 30)))
    try:
        rendered = render_page(source, {})
    except Refused:
        pytest.skip("no page has such a text")
    shown = "".join(part.html for part in rendered.parts) + rendered.lead + rendered.summary
    assert not set(shown) & {"\x15", "\x16"}
    for section in sections(source, rendered.headings):
        assert section.before + section.text + section.gap + section.after == source
        again = cut(section.replaced(f"{section.text}\n\nMore."))
        assert section.id in {other.id for other in again}
        first = render_page(section.text.split("\n\n")[0], {}).headings
        assert section.heading in [heading.text for heading in first]
