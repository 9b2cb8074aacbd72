"""Making a page out of text pasted from an event's notes or a word processor."""

from dataclasses import dataclass

from accounts.models import User
from markup.notes import Notes, read_notes
from recommendations import arranging, starring
from recommendations.models import AREA_LIMIT, WORDING_LIMIT
from wiki.models import Page
from wiki.writing import create_page

PLACE = "[[recommendations]]"


@dataclass(frozen=True)
class Pasted:
    """A page that is not saved yet: its text around the place of its areas, and the areas."""

    title: str
    body: str
    notes: Notes

    @property
    def recommendations(self) -> int:
        return sum(len(area.recommendations) for area in self.notes.areas)

    @property
    def stars(self) -> int:
        return sum(item.starred for area in self.notes.areas for item in area.recommendations)

    def too_long(self) -> list[str]:
        """What would not fit, in words for the person who pasted it."""
        said = []
        for area in self.notes.areas:
            if len(area.title) > AREA_LIMIT:
                said.append(
                    f"The heading “{area.title[:40]}…” has more than {AREA_LIMIT} characters"
                )
            said += [
                f"“{item.wording[:40]}…” has more than {WORDING_LIMIT} characters"
                for item in area.recommendations
                if len(item.wording) > WORDING_LIMIT
            ]
        return said


def read(text: str, title: str = "") -> Pasted:
    """What a page of this text would be; the title is taken from the text where none is given."""
    notes = read_notes(text)
    place = [PLACE] if notes.areas else []
    body = "\n\n".join(part for part in (notes.lead_body, *place, notes.after_body) if part)
    return Pasted(title or notes.title or "", body, notes)


def make_page(pasted: Pasted, *, author: User, note: str = "") -> Page:
    """Save the page, its areas, recommendations and stars as one update.

    Raises wiki.writing.NameTaken, markup.render.Refused.
    """

    def furnish(page: Page) -> None:
        starred = []
        for noted in pasted.notes.areas:
            area = arranging.add_area(page, noted.title, author=author)
            for item in noted.recommendations:
                made = arranging.add(area, item.wording, author=author)
                starred += [made] if item.starred else []
        if starred:
            starring.give_all(page, starred, person=author)

    return create_page(
        author=author, title=pasted.title, body=pasted.body, note=note, furnish=furnish
    )
