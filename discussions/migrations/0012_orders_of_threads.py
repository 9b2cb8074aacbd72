"""Let lists of threads be read off an index in each of their orders."""

from typing import Any

from django.db import migrations, models
from django.db.models import OuterRef, Subquery


def name_starters(apps: Any, schema_editor: Any) -> None:
    User = apps.get_model("accounts", "User")
    names = User.objects.filter(pk=OuterRef("started_by")).values("username")
    apps.get_model("discussions", "Thread").objects.update(starter=Subquery(names))


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_preferences"),
        ("discussions", "0011_marks_at_passages"),
    ]

    operations = [
        migrations.AddField(
            model_name="thread",
            name="starter",
            field=models.CharField(default="", editable=False, max_length=40),
            preserve_default=False,
        ),
        migrations.RunPython(name_starters, migrations.RunPython.noop),
        *(
            migrations.AddIndex(model_name="thread", index=models.Index(fields=fields, name=name))
            for name, fields in (
                ("thread_subject", ["page", "subject", "id"]),
                ("thread_starter", ["page", "starter", "id"]),
                ("thread_replies", ["page", "replies", "id"]),
                ("threads_latest", ["last_post_at", "id"]),
                ("threads_subject", ["subject", "id"]),
                ("threads_starter", ["starter", "id"]),
                ("threads_replies", ["replies", "id"]),
            )
        ),
        migrations.AddIndex(
            model_name="thread",
            index=models.Index(
                condition=models.Q(("featured_at__isnull", False)),
                fields=["featured_at"],
                name="threads_featured",
            ),
        ),
    ]
