"""Every kind of letter that the site sends, and how it is written."""

import datetime
from collections.abc import Callable

from django.conf import settings
from django.core.mail import EmailMessage

from accounts.addresses import confirmed
from discussions import letters
from discussions.models import PostLetter
from mailing import naming
from mailing.models import Answer
from mailing.sending import Report, send_due


def send(
    now: datetime.datetime | None = None, *, until: Callable[[], bool] = lambda: False
) -> Report:
    """Send what is due, until there is no more or somebody wants to end."""
    return send_due({Answer: compose_answer, PostLetter: letters.compose}, now, until=until)


def compose_answer(letter: Answer) -> EmailMessage | None:
    """An answer to a mail, to the account's own address: a From line may be anybody's."""
    address = confirmed([letter.person_id]).get(letter.person_id)
    if address is None:
        return None
    headers = {
        "Message-ID": naming.of_answer(letter.pk),
        "Auto-Submitted": "auto-replied",
        "X-Auto-Response-Suppress": "All",
    }
    if letter.answers:
        headers |= {"In-Reply-To": letter.answers, "References": letter.answers}
    return EmailMessage(
        letter.subject, letter.text, settings.DEFAULT_FROM_EMAIL, [address], headers=headers
    )
