from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('wiki', '0003_find_updates_of_stars'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name='page',
            index=models.Index(condition=models.Q(('hides_tally', True)), fields=['id'], name='page_hiding_stars'),
        ),
    ]
