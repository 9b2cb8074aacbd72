from django.db import migrations
from django.db.models import Sum


def count_replies(apps, schema_editor):
    """Count the replies in threads about each recommendation that has any."""
    threads = apps.get_model("discussions", "Thread").objects.filter(recommendation__isnull=False)
    recommendations = apps.get_model("recommendations", "Recommendation").objects
    counted = threads.order_by().values_list("recommendation").annotate(Sum("replies"))
    for pk, replies in list(counted):
        recommendations.filter(pk=pk).update(replies_about=replies)


class Migration(migrations.Migration):

    dependencies = [
        ('discussions', '0002_thread_reservation'),
        ('recommendations', '0004_replies_about'),
    ]

    operations = [migrations.RunPython(count_replies, migrations.RunPython.noop)]
