"""What other pages show of files."""

from files.models import FileVersion
from wiki.models import Page


def changed_between(page: Page, after: int, until: int) -> list[FileVersion]:
    """The versions that came with a page's updates `after` one, `until` another."""
    after, until = sorted((after, until))
    came = FileVersion.objects.told().filter(
        changeset__page=page, changeset__number__gt=after, changeset__number__lte=until
    )
    return list(came.order_by("pk"))
