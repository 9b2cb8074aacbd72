"""Which addresses of people are known to be theirs."""

from collections.abc import Iterable

from allauth.account.models import EmailAddress
from django.db.models import F

from accounts.models import User


def confirmed(people: Iterable[int]) -> dict[int, str]:
    """The main address of each of `people` (ids) who confirmed it and may sign in."""
    rows = EmailAddress.objects.filter(
        user__in=people, user__is_active=True, verified=True, email=F("user__email")
    )
    return dict(rows.values_list("user", "email"))


def every_confirmed(person: User) -> set[str]:
    """All addresses that are known to be this person's, in small letters."""
    rows = EmailAddress.objects.filter(user=person, verified=True)
    return {email.lower() for email in rows.values_list("email", flat=True)}
