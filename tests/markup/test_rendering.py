import json
import threading

import pytest

from markup.render import (
    PAGE_LIMIT,
    POST_LIMIT,
    Heading,
    Refused,
    Rendered,
    render_page,
    render_post,
)

KNOWN = {"Night shifts": "/wiki/night-shifts/", "Who does what?": "/wiki/who-does-what/"}


def page(source: str, known: dict[str, str] = KNOWN) -> str:
    parts = render_page(source, known).parts
    assert all(part.area is None for part in parts)
    return "".join(part.html for part in parts)


def flat(html: str) -> str:
    return html.replace("\n", "")


# Headings


def test_headings_begin_at_the_second_level_and_skip_none():
    rendered = render_page("## One\n\n#### Deep\n\n###### Deeper\n\n## One", {})
    assert rendered.headings == [
        Heading("t-one", 2, "One", 0),
        Heading("t-deep", 3, "Deep", 2),
        Heading("t-deeper", 4, "Deeper", 4),
        Heading("t-one-2", 2, "One", 6),
    ]
    assert '<h3 id="t-deep">Deep</h3>' in rendered.parts[0].html


def test_a_single_hash_never_makes_a_second_first_level_heading():
    rendered = render_page("# Top\n\n## Sub\n\nUnder\n=====\n", {})
    assert [heading.level for heading in rendered.headings] == [2, 3, 2]
    assert "<h1" not in rendered.parts[0].html


def test_headings_in_any_script_have_readable_ids_and_plain_texts():
    headings = render_page("# 日本 *now*[^1]\n\n# Café & <co>\n\n# ???\n\n[^1]: x", {}).headings
    assert [(heading.id, heading.text) for heading in headings] == [
        ("t-日本-now", "日本 now"),
        ("t-café-co", "Café & <co>"),
        ("t-section", "???"),
    ]


# Blocks


def test_a_list_straight_after_a_line_of_text_is_a_list():
    assert flat(page("We need:\n- one\n- two *")) == (
        "<p>We need:</p><ul><li>one</li><li>two *</li></ul>"
    )
    assert flat(page("We need:\n1. one\n2) two")) == (
        "<p>We need:</p><ol><li>one</li><li>two</li></ol>"
    )


def test_a_year_at_the_start_of_a_wrapped_line_is_no_list():
    assert flat(page("It began in\n2008. Then it grew.")) == (
        "<p>It began in2008. Then it grew.</p>"
    )


@pytest.mark.parametrize("indent", ["  ", "   ", "    ", "\t"])
def test_two_spaces_or_more_nest_a_list(indent):
    source = f"- a\n{indent}- b\n{indent}{indent}- c\n- d"
    assert flat(page(source)) == (
        "<ul><li>a<ul><li>b<ul><li>c</li></ul></li></ul></li><li>d</li></ul>"
    )


def test_a_list_of_another_kind_at_the_same_level_is_a_list_of_its_own():
    assert flat(page("- a\n1. b")) == "<ul><li>a</li></ul><ol><li>b</li></ol>"


def test_a_list_item_may_hold_paragraphs_quotes_and_code():
    html = flat(page("- a\n\n  more\n\n  ```\n  - code\n    indented\n  ```\n- b\n  > said"))
    assert html.startswith("<ul><li><p>a</p><p>more</p>")
    assert "- code  indented" in html
    assert "<blockquote><p>said</p></blockquote>" in html
    assert html.count("<ul>") == 1


def test_a_paragraph_after_a_list_ends_it():
    assert flat(page("- a\n\nText")) == "<ul><li>a</li></ul><p>Text</p>"


def test_a_list_in_a_quote_straight_after_text_is_a_list():
    assert flat(page("> so:\n> - a\n>   - b")) == (
        "<blockquote><p>so:</p><ul><li>a<ul><li>b</li></ul></li></ul></blockquote>"
    )


def test_a_trailing_star_stays_a_star():
    assert flat(page("* one *\n* two *")) == "<ul><li>one *</li><li>two *</li></ul>"


def test_a_table_scrolls_in_a_named_region_and_names_its_header_cells():
    html = flat(page("| a | b |\n|:--|--:|\n| 1 | 2 |"))
    assert html.startswith(
        '<div class="scroll" tabindex="0" role="region" aria-label="Table"><table><thead><tr>'
        '<th class="left" scope="col">a</th><th class="right" scope="col">b</th>'
    )
    assert html.endswith("</tbody></table></div>")


def test_each_table_of_a_page_has_a_name_of_its_own():
    html = page("| a |\n|---|\n| b |\n\n- x\n\n| c |\n|---|\n| d |")
    assert 'aria-label="Table"' in html
    assert 'aria-label="Table 2"' in html


def test_a_table_straight_after_a_line_of_text_is_a_table():
    assert flat(page("So:\n| a | b |\n|---|---|\n| 1 | 2 |")).startswith("<p>So:</p><div")


def test_a_line_break_in_a_quote_is_kept():
    assert flat(page("> one  \n> two")) == "<blockquote><p>one<br>two</p></blockquote>"


def test_words_that_look_like_a_table_tag_get_no_region():
    assert page("`<table>` and </table>") == (
        "<p><code>&lt;table&gt;</code> and &lt;/table&gt;</p>"
    )


def test_fenced_code_is_shown_as_it_is_with_classes_only():
    html = page('Text\n```python\nif a < b: "[[x]]"\n\n- no list\n```\nmore')
    assert '<span class="k">if</span>' in html
    assert "style=" not in html
    assert "[[x]]" in html
    assert "no" in html
    assert flat(html).endswith("<p>more</p>")


def test_a_fence_left_open_runs_to_the_end():
    assert "# not a heading" in page("~~~\n# not a heading")
    assert render_page("~~~\n# not a heading", {}).headings == []


def test_footnotes_stand_at_the_end_in_order_with_ways_back():
    html = flat(page("B[^b] and a[^a] and b again[^b].\n\n[^a]: Note *a*.\n[^b]: Note b."))
    assert html.index("Note b") < html.index("Note <em>a</em>")
    for mark, note in [("t-fnref-1", "t-fn-1"), ("t-fnref-2", "t-fn-2")]:
        assert html.count(f'id="{mark}"') == html.count(f'href="#{mark}"') == 1
        assert f'id="{note}"' in html
    assert 'id="t-fnref-1-2"' in html
    assert 'href="#t-fnref-1-2"' in html
    assert "Back to note 2 in the text" in html


def test_footnotes_of_two_posts_on_one_page_do_not_clash():
    one, two = (
        render_post("x[^1]\n\n[^1]: y", {}, prefix).parts[0].html for prefix in ("p1-", "p2-")
    )
    assert 'id="p1-fn-1"' in one
    assert "p1-" not in two


# Inline


def test_struck_words_and_bare_addresses():
    html = page("~~old~~ see https://example.org/a_b_c?x=1&y=(2), or (http://x.org/). ~ 2~~3")
    assert "<del>old</del>" in html
    assert '>https://example.org/a_b_c?x=1&amp;y=(2)</a>, or (<a href="http://x.org/"' in html
    assert html.endswith(">http://x.org/</a>). ~ 2~~3</p>")


def test_an_image_of_this_site_is_shown_and_any_other_is_a_link():
    html = page("![A chart](/media/c.png) ![A photo](https://example.org/p.png)")
    assert '<img alt="A chart" src="/media/c.png">' in html
    assert '<a href="https://example.org/p.png" rel="nofollow ugc noopener">A photo</a>' in html


def test_brackets_and_entities_stay_as_they_were_written():
    assert page(r"[[ open [x] (y ] \*z\* AT&amp;T & &lt;b&gt; f(x)[0](") == (
        "<p>[[ open [x] (y ] *z* AT&amp;T &amp; &lt;b&gt; f(x)[0](</p>"
    )


def test_attribute_lists_and_other_extensions_stay_text():
    assert page("x {: #id .class }") == "<p>x {: #id .class }</p>"
    assert "<abbr" not in page("*[w]: long\n\nw")


# Posts


def test_a_post_keeps_line_breaks_and_has_neither_lead_nor_placements():
    rendered = render_post("Is this so?\nYes.\n\n[[recommendations]]\n\n# Top", KNOWN, "p7-")
    assert rendered.lead == ""
    assert [flat(part.html) for part in rendered.parts] == [
        '<p>Is this so?<br>Yes.</p><p>[[recommendations]]</p><h4 id="p7-top">Top</h4>'
    ]


# The contract


def test_the_same_source_gives_the_same_bytes():
    source = "Why?\n\n[[Night shifts]] and [[b]] `c`\n\n```js\nlet x\n```\n\n| a |\n|---|\n| [^1] |"
    first = json.dumps(render_page(source, KNOWN).to_json())
    render_page("[^1]\n\n[^1]: other", {})
    assert json.dumps(render_page(source, dict(reversed(KNOWN.items()))).to_json()) == first


def test_a_rendering_survives_being_stored():
    rendered = render_page("Why?\n\n# [[Night shifts]]\n\n[[recommendations]]\n\nx", KNOWN)
    assert Rendered.from_json(json.loads(json.dumps(rendered.to_json()))) == rendered


@pytest.mark.parametrize("source", ["", " \n\n", "\x00\x02\x03", "\ud800"])
def test_an_empty_text_renders_to_nothing_much(source):
    rendered = render_page(source, {})
    assert rendered.lead == rendered.summary.strip("\ufffd") == ""


def test_too_long_a_text_is_refused_with_both_figures():
    with pytest.raises(Refused, match=r"200,001 characters; the limit is 200,000\.") as refusal:
        render_page("x" * (PAGE_LIMIT + 1), {})
    assert refusal.value.message.endswith("Your text is kept below.")
    with pytest.raises(Refused, match="the limit is 20,000"):
        render_post("x" * (POST_LIMIT + 1), {}, "p1-")


def test_threads_take_turns_and_each_gets_its_own_text():
    got: dict[int, str] = {}

    def render(number: int) -> None:
        for _ in range(5):
            got[number] = page(f"Text {number}")

    threads = [threading.Thread(target=render, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert got == {number: f"<p>Text {number}</p>" for number in range(8)}
