"""What merging or splitting would leave behind, told before it is done."""

from typing import Any

from accounts.models import User
from recommendations.lineage import asked
from recommendations.models import Recommendation
from recommendations.row import rows_of

NAMED = 10  # people who are named; the others are counted


class Outlook:
    """The stars that would stay, as far as `reader` is told of stars, and who would be asked."""

    def __init__(
        self, originals: list[Recommendation], into: Recommendation | None, reader: Any
    ) -> None:
        self.rows = rows_of(originals, reader)
        self.hides_stars = any(row.hides_stars for row in self.rows)
        self.stars = sum(row.stars + row.earlier for row in self.rows)
        people = asked(originals, [into] if into else [])
        people.pop(reader.pk, None)
        self.people = len(people)
        self.named = list(User.objects.filter(pk__in=people).order_by("username")[:NAMED])

    @property
    def more(self) -> int:
        return self.people - len(self.named)
