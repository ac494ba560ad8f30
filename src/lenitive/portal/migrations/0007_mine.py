"""Table of what is shared by a link."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("portal", "0006_progress")]
    operations = [
        migrations.CreateModel(
            name='Share',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('patient_id', models.TextField(db_index=True)),
                ('secret_hash', models.CharField(max_length=64, unique=True)),
                ('whom', models.CharField(help_text="for whom it is, in the person's words", max_length=120)),
                ('made_at', models.DateTimeField()),
                ('until', models.DateTimeField()),
                ('ended_at', models.DateTimeField(null=True)),
                ('opened', models.PositiveIntegerField(default=0)),
                ('opened_at', models.DateTimeField(null=True)),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='shares', to='portal.account')),
            ],
            options={
                'default_permissions': (),
            },
        ),
    ]
