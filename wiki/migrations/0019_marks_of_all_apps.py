import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """The table is there: that of challenges, renamed."""

    dependencies = [
        ("wiki", "0018_hidden_texts"),
        ("challenges", "0002_marks_move_to_wiki"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.CreateModel(
                    name="MarkedText",
                    fields=[
                        (
                            "page",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                primary_key=True,
                                related_name="marked_text",
                                serialize=False,
                                to="wiki.page",
                            ),
                        ),
                        ("pieces", models.JSONField(default=dict)),
                    ],
                ),
            ],
        ),
    ]
