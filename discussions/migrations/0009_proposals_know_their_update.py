# The table is new in the same release and holds nothing yet.

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('discussions', '0008_letters'),
        ('recommendations', '0009_proposed_from_posts'),
        ('wiki', '0018_hidden_texts'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.DeleteModel(name='Proposal'),
        migrations.CreateModel(
            name='Proposal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('quote', models.CharField(max_length=1000)),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('post', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='proposals', to='discussions.post')),
                ('recommendation', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='proposal', to='recommendations.recommendation')),
                ('update', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='proposal', to='wiki.changeset')),
            ],
            options={'ordering': ('pk',)},
        ),
    ]
