"""Every template compiles, and every page says what it is."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template import Template, TemplateSyntaxError, engines
from django.template.loader import get_template
from django.template.loader_tags import BlockNode, ExtendsNode

FOLDER = Path(settings.BASE_DIR) / "templates"
NAMES = sorted(str(path.relative_to(FOLDER)) for path in FOLDER.rglob("*.html"))
PAGES = [name for name in NAMES if not Path(name).name.startswith("_")]
PARTS = [name for name in NAMES if name not in PAGES]


def compiled(name: str) -> Template:
    template = get_template(name).template
    assert isinstance(template, Template)
    return template


@pytest.mark.parametrize("name", NAMES)
def test_a_template_compiles(name: str) -> None:
    compiled(name)


@pytest.mark.parametrize("name", PAGES)
def test_a_page_has_its_own_title(name: str) -> None:
    template = compiled(name)
    if template.nodelist.get_nodes_by_type(ExtendsNode):
        blocks = {block.name for block in template.nodelist.get_nodes_by_type(BlockNode)}
        assert blocks & {"title", "title_end"}  # the home page is the community's name alone
    else:
        assert re.search(r"<title>.+</title>", template.source)


@pytest.mark.parametrize("name", PARTS)
def test_a_part_extends_nothing(name: str) -> None:
    assert not compiled(name).nodelist.get_nodes_by_type(ExtendsNode)


@pytest.mark.parametrize("name", NAMES)
def test_a_template_holds_no_script_or_style_of_its_own(name: str) -> None:
    """The content security policy would refuse them."""
    source = re.sub(r"{[%#].*?[%#]}", "", compiled(name).source)
    own = r"<style|<script(?![^>]*\ssrc=)|\sstyle=|\son[a-z]+=|javascript:|\shx-on"
    assert re.findall(own, source, re.I) == []


def test_a_broken_template_would_be_noticed() -> None:
    with pytest.raises(TemplateSyntaxError):
        engines["django"].from_string("{% if %}")
