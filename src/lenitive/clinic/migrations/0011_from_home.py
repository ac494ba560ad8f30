"""Questionnaires from home are a third way of asking."""

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [("clinic", "0010_notes")]

    operations: ClassVar = [
        migrations.AlterField(
            model_name="asking",
            name="way",
            field=models.CharField(
                choices=[
                    ("tablet", "on the tablet"),
                    ("read_out", "read out by staff"),
                    ("portal", "from home"),
                ],
                max_length=8,
            ),
        ),
    ]
