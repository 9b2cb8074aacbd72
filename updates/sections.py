"""Which section of a page an address means, when the page may have changed since it was given."""

from dataclasses import dataclass

from markup.render import Refused
from markup.sections import Section, sections
from updates.editing import Texts
from wiki.linking import render
from wiki.models import Changeset, Page


@dataclass(frozen=True)
class Opened:
    """A section to edit, as update `base` left it, and the whole texts that it is cut from."""

    section: Section
    texts: Texts
    base: int

    def whole(self, text: str) -> Texts:
        """The page's texts with `text` in place of the section."""
        return Texts(self.texts.title, self.section.replaced(text), self.texts.tags)


def open_section(page: Page, name: str, *, seen: int | None) -> Opened | None:
    """The section that was called `name` at update `seen`, in the page as it is now.

    A section keeps its text or its name; None where neither is on the page any more.
    """
    latest = Changeset.objects.filter(page=page).values_list("number", flat=True).first() or 0
    texts = Texts.of(page)
    here = _sections(texts.body)
    by_name = next((section for section in here if section.id == name), None)
    if seen is None or seen >= latest:
        return Opened(by_name, texts, latest) if by_name else None
    was = as_it_was(page, name, base=seen)
    if was is None or (by_name and by_name.text == was.section.text):
        return Opened(by_name, texts, latest) if by_name else None
    same = [section for section in here if section.text == was.section.text]
    if by_name and by_name.heading == was.section.heading:
        same.append(by_name)
    return Opened(same[0], texts, latest) if same else None


def as_it_was(page: Page, name: str, *, base: int) -> Opened | None:
    """The section of that name at update `base`; None where there was none."""
    texts = Texts.at(page, base)
    found = _sections(texts.body) if texts else []
    section = next((section for section in found if section.id == name), None)
    return Opened(section, texts, base) if texts and section else None


def _sections(body: str) -> list[Section]:
    try:
        return sections(body, render(body).headings)
    except Refused:
        return []
