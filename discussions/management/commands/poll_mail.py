"""Read the mailbox of PARLEY_IMAP_URL once. `manage.py serve` does so each minute by itself."""

import sys
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from discussions.postbox import read_mailbox
from mailing.polling import Unreachable


class Command(BaseCommand):
    help = "Post what came to the mailbox of PARLEY_IMAP_URL, each mail once."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.IMAP_URL:
            sys.exit("PARLEY_IMAP_URL is not set")
        try:
            found = read_mailbox()
        except Unreachable as error:
            sys.exit(str(error))
        if found.dealt_with:
            self.stdout.write(f"Dealt with {found.dealt_with}")
        if found.left:
            sys.exit(f"Left for later {found.left}")
