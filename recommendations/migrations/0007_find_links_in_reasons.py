"""Find the links in texts that were written before links were kept for them."""

from typing import Any

from django.db import migrations

from markup.oneline import page_links
from wiki.linking import slug_of


def find(apps: Any, schema_editor: Any) -> None:
    link = apps.get_model("recommendations", "ReasonLink")
    for owner in ("star", "reservation"):
        said = apps.get_model("recommendations", owner).objects.filter(reason__contains="[[")
        for pk, source, reason in said.order_by("pk").values_list(
            "pk", "recommendation_id", "reason"
        ):
            link.objects.bulk_create(
                link(
                    **{f"{owner}_id": pk},
                    source_id=source,
                    target_slug=slug_of(found.title),
                    target_title=found.title[:200],
                    sentence=found.sentence,
                )
                for found in page_links(reason, {})
                if slug_of(found.title)
            )


class Migration(migrations.Migration):
    dependencies = [("recommendations", "0006_links_in_more_texts")]
    operations = [migrations.RunPython(find, migrations.RunPython.noop)]
