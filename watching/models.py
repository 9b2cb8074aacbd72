"""Being told: who watches what, and what they were told."""

from django.conf import settings
from django.db import models
from django.db.models import Q


class Watch(models.Model):
    """One person's wish to be told about one thing. Each app derives its own."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    since = models.DateTimeField()

    class Meta:
        abstract = True


class Notification(models.Model):
    """One piece of news for one person, in words that stand on their own."""

    class Kind(models.TextChoices):
        UPDATE = "update", "Page"
        REPLY = "reply", "Discussion"
        WORDING = "wording", "Wording"
        THANKS = "thanks", "Thanks"

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notifications"
    )
    kind = models.CharField(max_length=10, choices=Kind)
    actor_name = models.CharField(max_length=40, blank=True)
    deed = models.CharField(max_length=200)  # "replied in", "updated"
    subject = models.CharField(max_length=600)  # the title, thread or wording it is about
    quote = models.CharField(max_length=500, blank=True)
    url = models.CharField(max_length=300)
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-pk",)
        indexes = (
            models.Index(
                fields=["person"], name="notification_unread", condition=Q(read_at__isnull=True)
            ),
        )
