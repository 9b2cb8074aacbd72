"""Check that every thread is whole."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from discussions.checking import faults
from discussions.models import Post, Thread


class Command(BaseCommand):
    help = "Check trees, numbers and counts of all threads. Ends with an error where one is wrong."

    def handle(self, *args: Any, **options: Any) -> None:
        found = 0
        for fault in faults():
            found += 1
            self.stdout.write(fault)
        if found:
            raise CommandError(f"Faults: {found}")
        threads, posts = Thread.objects.count(), Post.objects.count()
        self.stdout.write(f"Threads: {threads}. Posts: {posts}. All are whole.")
