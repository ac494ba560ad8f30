"""Reminders of the diary may be mailed."""

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [("portal", "0009_correction")]
    operations: ClassVar = [
        migrations.AddField(
            model_name="reminder",
            name="by_mail",
            field=models.BooleanField(default=False, help_text="to the address of the account"),
        ),
        migrations.AddField(
            model_name="reminder",
            name="mailed_on",
            field=models.DateField(help_text="the last day on which one was mailed", null=True),
        ),
    ]
