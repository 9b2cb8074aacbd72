"""The door to one update of a page."""

from typing import Any

from django.shortcuts import get_object_or_404

from wiki.models import Changeset, Page


def get_update_or_404(person: Any, page: Page, number: int) -> Changeset:
    """An update that `person` may read; absent and forbidden ones are told apart by nobody."""
    updates = page.changesets.visible_to(person).select_related(
        "author", "accepted_by", "hidden_by"
    )
    update: Changeset = get_object_or_404(updates, number=number)
    return update
