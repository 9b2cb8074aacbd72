"""Making a page out of text pasted from an event's notes or a word processor."""

from dataclasses import dataclass

from accounts.models import User
from markup.notes import Notes, read_notes
from recommendations import arranging, starring
from recommendations.models import AREA_LIMIT, WORDING_LIMIT, Recommendation
from wiki.models import Page
from wiki.naming import NameTaken
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
    lead = [paragraph for paragraph in notes.lead_body.split("\n\n") if paragraph]
    if title and notes.title and title.casefold() != notes.title.casefold():
        # The line that was no title after all; a lead question stays first, or it would not lead.
        lead.insert(bool(lead) and lead[0].endswith("?"), notes.title)
    body = "\n\n".join(part for part in (*lead, *place, notes.after_body) if part)
    return Pasted(title or notes.title or "", body, notes)


def make_page(pasted: Pasted, *, author: User, note: str = "") -> Page:
    """Save the page, its areas, recommendations and stars as one update.

    Raises wiki.naming.NameTaken, markup.render.Refused.
    """

    def furnish(page: Page) -> None:
        starred = {}
        for noted in pasted.notes.areas:
            area = arranging.add_area(page, noted.title, author=author)
            for item in noted.recommendations:
                made = arranging.add(area, item.wording, author=author)
                if item.starred:
                    starred[made.pk] = made
        if starred:
            starring.give_all(page, starred.values(), person=author)

    page = create_page(
        author=author, title=pasted.title, body=pasted.body, note=note, furnish=furnish
    )
    if not _holds(page, pasted):  # one with the same text that they made before, not this one
        raise NameTaken(page)
    return page


def _holds(page: Page, pasted: Pasted) -> bool:
    """Whether all that was pasted stands on the page."""
    items = Recommendation.objects.standing().filter(page=page)
    standing = set(items.values_list("area__title", "wording"))
    return standing >= {
        (arranging.tidy(area.title), arranging.tidy(item.wording))
        for area in pasted.notes.areas
        for item in area.recommendations
    }
