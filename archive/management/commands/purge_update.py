"""Remove the text of an update and its note, or its titles and wordings, for good."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.models import User
from search.index import forget_old_words
from updates.pieces import named, pieces
from updates.purging import plan, purge, purge_words
from wiki.access import moderator_called, page_called
from wiki.hiding import StillStands
from wiki.models import Changeset

BEYOND = (
    "What was said in messages, posts and earlier backups and exports is not reached. "
    "The database gives the room back, and the words in it, after VACUUM (SQLite), "
    "VACUUM FULL (PostgreSQL)."
)


class Command(BaseCommand):
    help = "Remove the text of an update for good. Says what it would do, until --yes."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("page", help="the page's name in its address, or its title")
        parser.add_argument("number", type=int, help="the update's number")
        parser.add_argument("--until", type=int, help="the texts up to this update too")
        parser.add_argument("--note", action="store_true", help="what was noted about them too")
        parser.add_argument(
            "--words",
            action="store_true",
            help="not its text, but the titles, wordings, reasons and more it brought",
        )
        parser.add_argument("--reason", required=True, help="why: everybody can read it")
        parser.add_argument("--by", required=True, help="who asks for it: a moderator's name")
        parser.add_argument("--yes", action="store_true", help="do it")

    def handle(self, *args: Any, page: str, number: int, by: str, **options: Any) -> None:
        person = moderator_called(by)
        if person is None:
            raise CommandError(f"No moderator is called “{by}”")
        updates = Changeset.objects.filter(page=page_called(page), number=number)
        update = updates.select_related("page").first()
        if update is None:
            raise CommandError(f"“{page}” has no update {number}")
        if options["words"]:
            self._purge_words(update, person, options["reason"], do=options["yes"])
            return
        choice = {"until": options["until"], "note": options["note"]}
        try:
            found = plan(update, **choice)
            drafts, suggestions = found.drafts.count(), found.suggestions.count()
            if options["yes"]:
                purge(update, by=person, reason=options["reason"], **choice)
                forget_old_words()
        except StillStands as refusal:
            raise CommandError(str(refusal)) from refusal
        will = "Removed" if options["yes"] else "Would remove"
        texts = ", ".join(str(one.number) for one in found.texts)
        self.stdout.write(f"{will} the text of “{found.page.title}” that updates {texts} wrote")
        if found.notes:
            notes = ", ".join(str(one.number) for one in found.notes)
            self.stdout.write(f"{will} the notes of updates {notes}")
        self.stdout.write(f"{will} {drafts} unsent drafts that were begun from it")
        self.stdout.write(f"{will} the texts of {suggestions} suggestions that were, too")
        self._end(done=options["yes"])

    def _purge_words(self, update: Changeset, person: User, reason: str, *, do: bool) -> None:
        found = pieces(update)
        for one in found:
            if one.stands:
                self.stdout.write(f"Left where it is, since the page has it now: {named([one])}")
        gone = [one for one in found if not one.stands]
        hidden = list(update.hidden_words.filter(purged_at=None).values_list("what", flat=True))
        if do:
            purge_words(update, by=person, reason=reason)
            forget_old_words()
        what = ", ".join(filter(None, [*hidden, named(gone)])) or "nothing"
        self.stdout.write(
            f"{'Removed' if do else 'Would remove'} {what} for good, from unsent drafts too"
        )
        self._end(done=do)

    def _end(self, *, done: bool) -> None:
        self.stdout.write(BEYOND if done else "Nothing was done. Add --yes to do it")
