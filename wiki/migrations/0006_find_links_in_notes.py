"""Find the links in texts that were written before links were kept for them."""

from typing import Any

from django.db import migrations

from markup.oneline import page_links
from wiki.linking import slug_of


def find(apps: Any, schema_editor: Any) -> None:
    link = apps.get_model("wiki", "NoteLink")
    noted = apps.get_model("wiki", "Changeset").objects.filter(note__contains="[[")
    for pk, note in noted.order_by("pk").values_list("pk", "note").iterator():
        link.objects.bulk_create(
            link(
                source_id=pk,
                target_slug=slug_of(found.title),
                target_title=found.title[:200],
                sentence=found.sentence,
            )
            for found in page_links(note, {})
            if slug_of(found.title)
        )


class Migration(migrations.Migration):
    dependencies = [("wiki", "0005_links_in_more_texts")]
    operations = [migrations.RunPython(find, migrations.RunPython.noop)]
