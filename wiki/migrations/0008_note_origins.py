"""The sentences of pages that were written before their origins were kept."""

from django.db import migrations

from markup.sentences import all_known


def note(apps, schema_editor):
    """Read every text of every page once, in order."""
    Row = apps.get_model("wiki", "HistoricalPage")  # noqa: N806
    Origin = apps.get_model("wiki", "Origin")  # noqa: N806
    page, known = None, set()
    rows = Row.objects.exclude(history_type="-").order_by("id", "history_id")
    for pk, changeset, body in rows.values_list("id", "changeset", "body").iterator(500):
        if pk != page:
            page, known = pk, set()
        found = set(all_known(body))
        Origin.objects.bulk_create(
            (
                Origin(page_id=pk, mark=mark, nth=nth, changeset_id=changeset)
                for mark, nth in found - known
            ),
            batch_size=1000,
        )
        known |= found


class Migration(migrations.Migration):
    dependencies = (("wiki", "0007_origins"),)
    operations = (migrations.RunPython(note, migrations.RunPython.noop),)
