import pytest

from markup.render import Part, link_titles, render_page

KNOWN = {"Night shifts": "/wiki/night-shifts/", "Who does what?": "/wiki/who-does-what/"}


def page(source: str, known: dict[str, str] = KNOWN) -> str:
    parts = render_page(source, known).parts
    assert all(part.area is None for part in parts)
    return "".join(part.html for part in parts)


def flat(html: str) -> str:
    return html.replace("\n", "")


# Page links


def test_a_link_to_a_page_leads_to_it_in_the_writers_words():
    assert page("See [[Night shifts]].") == (
        '<p>See <a href="/wiki/night-shifts/">Night shifts</a>.</p>'
    )
    assert '<a href="/wiki/night-shifts/">at <em>night</em></a>' in page(
        "[[Night shifts|at *night*]]"
    )


def test_a_link_to_a_section_ends_in_the_id_of_that_heading():
    html = page("[[Night shifts#Who's on? Rota|rota]]")
    heading = render_page("## Who's on? Rota", {}).headings[0]
    assert f'href="/wiki/night-shifts/#{heading.id}"' in html


def test_a_page_not_written_yet_is_told_in_words_and_leads_to_writing_it():
    assert page("[[Ward rounds & rotas|rounds]]") == (
        '<p><a class="missing" href="/wiki/new/?title=Ward%20rounds%20%26%20rotas">rounds'
        '<span class="vh"> (page not written yet)</span></a></p>'
    )


def test_titles_match_as_written_once_white_space_is_collapsed():
    assert 'href="/wiki/night-shifts/"' in page("[[ Night \n shifts ]]")
    assert 'class="missing"' in page("[[night shifts]]")
    assert 'href="/wiki/who-does-what/"' in page("See [[Who does what?]] now.")


def test_a_page_with_a_hash_in_its_title_can_be_linked():
    assert 'href="/wiki/c-sharp/"' in page("[[C# notes]]", {"C# notes": "/wiki/c-sharp/"})


@pytest.mark.parametrize(
    "source",
    ["`[[Night shifts]]`", "```\n[[Night shifts]]\n```", "text\n\n    [[Night shifts]]", "[[]]"],
)
def test_code_holds_no_page_links(source):
    rendered = render_page(source, KNOWN)
    assert "<a " not in rendered.parts[0].html
    assert "[[" in rendered.parts[0].html
    assert rendered.links == []


def test_a_page_link_inside_a_table_does_not_split_the_cell():
    html = page("| a | b |\n|---|---|\n| [[Night shifts|nights]] | 2 |\n| `[[a|b]]` | 3 |")
    assert '<td><a href="/wiki/night-shifts/">nights</a></td>' in html
    assert "<td><code>[[a|b]]</code></td>" in html


def test_links_are_listed_with_the_sentence_around_them():
    links = render_page(
        "First one. People on [[Night shifts#Rota|nights]] know *most*.[^1] Last one.\n\n"
        "- see [[Elsewhere]]\n  - [[Night shifts]]\n\n[^1]: Said by [[Elsewhere]].",
        KNOWN,
    ).links
    assert [(link.title, link.text, link.section, link.sentence) for link in links] == [
        ("Night shifts", "nights", "Rota", "People on nights know most."),
        ("Elsewhere", "Elsewhere", "", "see Elsewhere"),
        ("Night shifts", "Night shifts", "", "Night shifts"),
        ("Elsewhere", "Elsewhere", "", "Said by Elsewhere."),
    ]


def test_titles_of_all_links_are_found_without_rendering():
    source = "[[A]] [[ B\n b|text]] [[C#d|e]] `[[F]]` [[recommendations]] [[]] [[x"
    assert link_titles(source) == {"A", "B b", "C", "C#d", "F"}


# Lead and summary


def test_a_first_paragraph_that_asks_is_the_lead_and_is_not_repeated():
    rendered = render_page("What should *we* do?\n\nA lot.", {})
    assert rendered.lead == "What should <em>we</em> do?"
    assert rendered.parts == [Part(html="<p>A lot.</p>")]
    assert rendered.summary == "What should we do?"


@pytest.mark.parametrize(
    "source", ["A statement.\n\nA question?", "# A question?\n\nText", "- What?\n\nText", "> What?"]
)
def test_other_beginnings_are_no_lead(source):
    rendered = render_page(source, {})
    assert rendered.lead == ""
    assert "?" in "".join(part.html for part in rendered.parts) or "A question?" in source


def test_the_summary_is_plain_and_cut_at_a_word():
    summary = render_page("# Top\n\nSome **bold** [[Night shifts]] " + "words " * 60, {}).summary
    assert summary.startswith("Some bold Night shifts words")
    assert "not written" not in summary
    assert len(summary) <= 200
    assert summary.endswith("words…")


# Placements


def test_placements_cut_the_prose_into_whole_parts():
    rendered = render_page(
        "- one\n- two\n\n[[recommendations:  First   area ]]\n\nBetween.\n\n"
        "[[Recommendations]]\n\nWhat next?",
        {},
    )
    assert [(flat(part.html), part.area) for part in rendered.parts] == [
        ("<ul><li>one</li><li>two</li></ul>", None),
        ("", "First area"),
        ("<p>Between.</p>", None),
        ("", ""),
        ("<p>What next?</p>", None),
    ]


@pytest.mark.parametrize(
    "source",
    [
        "- [[recommendations]]",
        "- a\n\n    [[recommendations]]",
        "> [[recommendations]]",
        "```\n[[recommendations]]\n```",
        "text [[recommendations]]",
        "text\n[[recommendations]]",
        "# [[recommendations]]",
        "[^1]\n\n[^1]: [[recommendations]]",
    ],
)
def test_a_placement_inside_something_else_is_plain_text(source):
    rendered = render_page(source, KNOWN)
    assert [part.area for part in rendered.parts] == [None]
    assert "[[recommendations]]" in rendered.parts[0].html
    assert "missing" not in rendered.parts[0].html
