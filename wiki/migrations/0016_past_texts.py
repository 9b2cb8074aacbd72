"""Past texts leave the rows of history, and stand packed in a table of their own.

Where one update wrote several rows, its last text is kept: the one that it was read by. The disk
gives the room back after VACUUM on SQLite, and VACUUM FULL on PostgreSQL.
"""

from itertools import chain, groupby, pairwise
from operator import itemgetter

import django.db.models.deletion
from django.db import migrations, models

from wiki.packing import pack, unpack

PERIOD = 64
BATCH = 100  # texts can be long


def chain_of(nth):
    """The numbers of the texts that one is read through, as wiki.pasts has them."""
    numbers = [nth]
    while numbers[0] % PERIOD:
        numbers.insert(0, numbers[0] & (numbers[0] - 1))
    return numbers


def packed(rows):
    """(page, changeset, nth, packed) of (page, changeset, text) in their order."""
    for page, of_page in groupby(rows, itemgetter(0)):
        texts, nth = {}, -1
        for changeset, written in groupby(of_page, itemgetter(1)):
            *_, (_, _, text) = written
            if texts.get(nth) == text:
                continue
            nth += 1
            *before, _ = chain_of(nth)
            texts = {place: texts[place] for place in before}
            yield page, changeset, nth, pack(text, texts[before[-1]] if before else None)
            texts[nth] = text


def unpacked(rows):
    """(page, changeset, text) of what `packed` gave."""
    texts = {}
    for page, changeset, nth, held in rows:
        *before, _ = chain_of(nth)
        texts = {place: texts[place] for place in before}
        texts[nth] = unpack(bytes(held), texts[before[-1]] if before else None)
        yield page, changeset, texts[nth]


def move_out(apps, schema_editor):
    Row = apps.get_model("wiki", "HistoricalPage")  # noqa: N806
    PastText = apps.get_model("wiki", "PastText")  # noqa: N806
    rows = Row.objects.exclude(history_type="-").order_by("id", "changeset_id", "history_id")
    made = []
    for page, changeset, nth, held in packed(
        rows.values_list("id", "changeset_id", "body").iterator(BATCH)
    ):
        made.append(PastText(page_id=page, changeset_id=changeset, nth=nth, packed=held))
        if len(made) == BATCH:
            PastText.objects.bulk_create(made)
            made = []
    PastText.objects.bulk_create(made)


def move_back(apps, schema_editor):
    Row = apps.get_model("wiki", "HistoricalPage")  # noqa: N806
    PastText = apps.get_model("wiki", "PastText")  # noqa: N806
    rows = PastText.objects.order_by("page_id", "nth")
    rows = rows.values_list("page_id", "changeset_id", "nth", "packed").iterator(BATCH)
    for (page, changeset, text), (next_page, until, _) in pairwise(
        chain(unpacked(rows), [(None, None, None)])
    ):
        of_text = Row.objects.filter(id=page, changeset_id__gte=changeset)
        if next_page == page:
            of_text = of_text.filter(changeset_id__lt=until)
        of_text.update(body=text)


class Migration(migrations.Migration):
    dependencies = (("wiki", "0015_deleted_pages"),)
    operations = (
        migrations.CreateModel(
            name="PastText",
            fields=[
                (
                    "changeset",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="wiki.changeset",
                    ),
                ),
                ("nth", models.PositiveIntegerField()),
                ("packed", models.BinaryField()),
                (
                    "page",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="wiki.page",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("page", "nth"), name="one_text_at_a_place"),
                    models.UniqueConstraint(
                        fields=("page", "changeset"), name="texts_of_a_page_in_order"
                    ),
                ],
            },
        ),
        migrations.RunPython(move_out, move_back),
        migrations.RemoveField(model_name="historicalpage", name="body"),
    )
