from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('recommendations', '0004_replies_about'),
        ('wiki', '0004_find_pages_that_hide_stars'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name='historicalstar',
            index=models.Index(condition=models.Q(('history_type', '-')), fields=['history_date'], name='star_taken_back'),
        ),
        migrations.AddIndex(
            model_name='recommendation',
            index=models.Index(condition=models.Q(('is_removed', False)), fields=['status', 'stars_now', 'stars_earlier'], name='recommendation_totals'),
        ),
        migrations.AddIndex(
            model_name='star',
            index=models.Index(fields=['recommendation', 'wording_number', 'given_at', 'criterion', 'person'], name='star_on_wording'),
        ),
    ]
