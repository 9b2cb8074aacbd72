"""Beginning and ending to watch something."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from watching.models import Watch


def set_watch(model: type[Watch], person: Any, wanted: bool, **thing: Any) -> None:
    """Make `person` watch `thing` (e.g. page=page) or not; either twice is once."""
    with transaction.atomic():
        rows: Any = model._default_manager
        if wanted:
            rows.get_or_create(person=person, **thing, defaults={"since": timezone.now()})
        else:
            rows.filter(person=person, **thing).delete()
