"""Take one raw mail from standard input, as any mail server's pipe hands it over."""

import os
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.db import DatabaseError

from discussions.receiving import receive
from mailing.incoming import SIZE_LIMIT
from web.throttle import TooMany


class Command(BaseCommand):
    help = (
        "Post one raw mail from standard input as a reply. Exit code 0: it was dealt with, or "
        "dropped on purpose. 75: keep it, and try again later."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "recipient", nargs="?", default="", help="Whom it is for, as the mail server says."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        raw = sys.stdin.buffer.read(SIZE_LIMIT + 1)
        while sys.stdin.buffer.read(1_000_000):
            pass  # a mail server takes a pipe that is closed early for a failure
        try:
            outcome = receive(raw, options["recipient"])
        except (TooMany, DatabaseError, OSError) as error:
            self.stderr.write(f"Not now: {error}")
            sys.exit(os.EX_TEMPFAIL)
        if options["verbosity"] > 1:
            self.stdout.write(outcome.words)
