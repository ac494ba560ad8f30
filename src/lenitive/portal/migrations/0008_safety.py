"""Who watches over answers from home."""

from typing import ClassVar

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("portal", "0007_mine"),
        ("clinic", "0011_from_home"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations: ClassVar = [
        migrations.CreateModel(
            name="Watch",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("days", models.CharField(help_text="0 Monday to 6 Sunday, one figure a day", max_length=7)),
                ("opens", models.TimeField()),
                ("closes", models.TimeField(help_text="before `opens`, or the same: on the day after")),
                (
                    "within_minutes",
                    models.PositiveSmallIntegerField(help_text="an alarm is read within so many minutes"),
                ),
                (
                    "phone",
                    models.CharField(help_text="of the clinic, for whoever cannot wait", max_length=40),
                ),
                ("made_at", models.DateTimeField(auto_now_add=True)),
                (
                    "made_by",
                    models.TextField(help_text="name of whoever named them, as it was then"),
                ),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "clinic",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="watches",
                        to="desk.clinic",
                    ),
                ),
                (
                    "staff",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="watches",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={"default_permissions": ()},
        ),
    ]
