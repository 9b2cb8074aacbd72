"""Stars given before there were criteria were given by the default one."""

from django.db import migrations


def tally(apps, schema_editor):
    model = apps.get_model("recommendations", "Recommendation")
    for pk, stars in model.objects.filter(stars_now__gt=0).values_list("pk", "stars_now"):
        model.objects.filter(pk=pk).update(tallies={"": stars})


class Migration(migrations.Migration):
    dependencies = (("recommendations", "0002_criteria_and_reservations"),)
    operations = (migrations.RunPython(tally, migrations.RunPython.noop),)
