"""Find the links in what was said before links were kept for it."""

from collections.abc import Iterator
from typing import Any

from django.db import migrations

from markup.oneline import page_links
from wiki.linking import slug_of


def find(apps: Any, schema_editor: Any) -> None:
    link = apps.get_model("challenges", "ChallengeLink")
    for challenge, turn, said in _texts(apps):
        link.objects.bulk_create(
            link(
                source_id=challenge,
                turn_id=turn,
                target_slug=slug_of(found.title),
                target_title=found.title[:200],
                sentence=found.sentence,
            )
            for found in page_links(said, {})
            if slug_of(found.title)
        )


def _texts(apps: Any) -> Iterator[tuple[int, int | None, str]]:
    wrong = apps.get_model("challenges", "Challenge").objects.filter(wrong__contains="[[")
    for pk, said in wrong.order_by("pk").values_list("pk", "wrong"):
        yield pk, None, said
    turns = apps.get_model("challenges", "Turn").objects.filter(text__contains="[[")
    for pk, challenge, said in turns.order_by("pk").values_list("pk", "challenge_id", "text"):
        yield challenge, pk, said


class Migration(migrations.Migration):
    dependencies = [("challenges", "0003_links_in_challenges")]
    operations = [migrations.RunPython(find, migrations.RunPython.noop)]
