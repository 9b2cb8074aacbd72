"""Send the mail that is due. `manage.py serve` does so by itself; this is for other servers."""

import sys
from typing import Any

from django.core.management.base import BaseCommand

from discussions.outbox import send


class Command(BaseCommand):
    help = "Send the mail that is due, each letter once, and say what could not be sent."

    def handle(self, *args: Any, **options: Any) -> None:
        report = send()
        if report.sent:
            self.stdout.write(f"Sent {report.sent}")
        for line in report.later:
            self.stderr.write(f"Tried again later: {line}")
        for line in report.given_up:
            self.stderr.write(f"Given up: {line}")
        if report.trouble:
            self.stderr.write(report.trouble)
        if report.later or report.given_up or report.trouble:
            sys.exit(1)
