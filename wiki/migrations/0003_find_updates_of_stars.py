"""Updates made before `only_stars` was kept say it too."""

from django.db import migrations

STARS = {"stars_given", "stars_confirmed", "stars_taken_back", "reasons_given"}


def find(apps, schema_editor):
    model = apps.get_model("wiki", "Changeset")
    rows = model.objects.values_list("pk", "counts").iterator()
    found = [pk for pk, counts in rows if counts and set(counts) <= STARS]
    for start in range(0, len(found), 500):
        model.objects.filter(pk__in=found[start : start + 500]).update(only_stars=True)


class Migration(migrations.Migration):
    dependencies = (("wiki", "0002_star_rules_and_visits"),)
    operations = (migrations.RunPython(find, migrations.RunPython.noop),)
