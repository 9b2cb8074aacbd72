from django.db import migrations


class Migration(migrations.Migration):
    """The marks of all apps stand in one table, which is of wiki from here on."""

    dependencies = [
        ("challenges", "0001_challenges"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.AlterModelTable("markedtext", "wiki_markedtext")],
            state_operations=[migrations.DeleteModel("MarkedText")],
        ),
    ]
