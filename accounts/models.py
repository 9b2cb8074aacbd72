"""People."""

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractUser, UserManager
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import QuerySet
from django.urls import reverse

from accounts.names import LIMIT, canonical, validators

NAME_TAKEN = "That name is taken. Add something, or use your full name"


class People(UserManager["User"]):
    def get_by_natural_key(self, username: str | None) -> "User":
        """Find somebody by any spelling of their name."""
        return self.get(name_key=canonical(username or ""))

    def is_taken(self, username: str, *, besides: int | None = None) -> bool:
        """Whether somebody other than `besides` has a name that looks or sounds like this one."""
        return self.filter(name_key=canonical(username)).exclude(pk=besides or 0).exists()

    def named_like(self, words: str) -> QuerySet["User"]:
        """Those whose name begins with what was typed, or one of whose full names does."""
        words = words.strip()
        if not words:
            return self.none()
        full = models.Q(name__istartswith=words) | models.Q(name__icontains=f" {words}")
        begins = models.Q(name_key__startswith=canonical(words))
        return self.filter(begins | full, is_active=True).order_by("name_key")


class User(AbstractUser):
    """One person. `username` is the name that people see and that stands in addresses."""

    username = models.CharField(
        "name people will see", max_length=LIMIT, unique=True, validators=validators
    )
    name_key = models.CharField(max_length=LIMIT * 2, unique=True, editable=False)
    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    name = models.CharField("full name", max_length=100, blank=True)
    about = models.CharField("about you", max_length=500, blank=True)
    zone = models.CharField("time zone", max_length=60, blank=True)
    watches_what_they_join = models.BooleanField("watch threads that I take part in", default=True)
    is_mailed = models.BooleanField("replies by mail", default=False)
    uses_shortcuts = models.BooleanField("keyboard shortcuts in threads", default=True)
    is_moderator = models.BooleanField("moderator", default=False)

    objects: ClassVar[People] = People()

    def clean(self) -> None:
        super().clean()
        if User.objects.is_taken(self.username, besides=self.pk):
            raise ValidationError(NAME_TAKEN, code="username_taken")

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.name_key = canonical(self.username)
        self.email = self.email.lower()
        super().save(*args, **kwargs)

    @property
    def moderates(self) -> bool:
        """Whether they look after the whole site: a moderator, or an administrator."""
        return self.is_active and (self.is_moderator or self.is_superuser)

    def get_absolute_url(self) -> str:
        return reverse("person", args=[self.username])

    def get_full_name(self) -> str:
        return self.name or self.username

    def get_short_name(self) -> str:
        return self.username
