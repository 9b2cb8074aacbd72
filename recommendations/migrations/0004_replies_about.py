from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('recommendations', '0003_tally_by_criterion'),
    ]

    operations = [
        migrations.AddField(
            model_name='recommendation',
            name='replies_about',
            field=models.PositiveIntegerField(default=0),
        ),
    ]
