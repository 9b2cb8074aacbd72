"""After an import: what rows cannot say of themselves, and whether they agree with each other."""

from django.core.management.color import no_style
from django.db import connection
from django.db.models import Count, F, Max, Q

from archive import contents
from archive.tables import Table, rows, tables
from discussions.checking import faults
from markup.render import RENDERER_VERSION, Refused
from recommendations.models import Recommendation
from updates.models import Suggestion
from wiki import linking
from wiki.models import Page


def settle() -> list[str]:
    """Number on where the old site stopped, and count again. Returns faults, one sentence each."""
    number_on()
    Recommendation.objects.all().recount()
    recount_threads()
    recount_suggestions()
    render_again()
    return [*faults(), *contents.missing()]


def number_on() -> None:
    """Let new rows have numbers that no row has, or had: a history speaks of deleted ones too."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), tables()):
            cursor.execute(statement)
        for table in tables():
            if hasattr(table, "history"):
                _skip(table, table.history.aggregate(last=Max("id"))["last"] or 0)


def _skip(table: Table, last: int) -> None:
    """Have the table's next number come after `last`."""
    if last <= (rows(table).aggregate(last=Max("pk"))["last"] or 0):
        return
    name = table._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT setval(pg_get_serial_sequence(%s, 'id'), %s)", [name, last])
            return
        cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [name])
        cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [name, last])


def recount_threads() -> None:
    counted = Recommendation.objects.annotate(
        found=Count("threads", filter=Q(threads__merged_into__isnull=True))
    )
    for item in counted.exclude(threads_about=F("found")).only("pk"):
        Recommendation.objects.filter(pk=item.pk).update(threads_about=item.found)


def recount_suggestions() -> None:
    waiting = Count("suggestions", filter=Q(suggestions__state=Suggestion.State.OPEN))
    counted = Page.objects.annotate(found=waiting).exclude(suggestions_open=F("found"))
    for pk in counted.values_list("pk", flat=True):
        Suggestion.objects.recount(pk)


def render_again() -> None:
    """Render the texts that another version of the renderer stored."""
    for page in Page.objects.exclude(renderer_version=RENDERER_VERSION).iterator(chunk_size=100):
        try:
            linking.store(page, linking.resolve(page.body, page=page))
        except Refused:  # it could be written once: what was stored then stays
            continue
