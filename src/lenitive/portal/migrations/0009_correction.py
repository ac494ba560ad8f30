"""Table of what a person says is not right in the record."""

from typing import ClassVar

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("portal", "0008_safety"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations: ClassVar = [
        migrations.CreateModel(
            name="Correction",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("patient_id", models.TextField(db_index=True)),
                (
                    "about",
                    models.CharField(
                        choices=[
                            ("me", "Name, birthday or address"),
                            ("medicine", "Medicines"),
                            ("allergy", "Allergies"),
                            ("illness", "Illnesses and operations"),
                            ("visit", "What was said at a visit"),
                            ("other", "Something else"),
                        ],
                        max_length=8,
                    ),
                ),
                ("wrong", models.TextField(help_text="what is not right, in the person's words")),
                ("right", models.TextField(help_text="what is right, in the person's words")),
                ("at", models.DateTimeField()),
                ("by", models.TextField(help_text="name of whoever wrote it, as it was then")),
                ("taken_back_at", models.DateTimeField(null=True)),
                (
                    "token",
                    models.CharField(
                        help_text="of the form, so that it counts once", max_length=36, unique=True
                    ),
                ),
                (
                    "verdict",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("changed", "The record was changed."),
                            ("partly", "A part of it was changed."),
                            ("kept", "The record was not changed."),
                        ],
                        max_length=8,
                    ),
                ),
                ("answer", models.TextField(blank=True)),
                ("answered_at", models.DateTimeField(null=True)),
                ("who", models.TextField(blank=True, help_text="name of whoever answered, as it was then")),
                (
                    "answered_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ("-at", "-pk"),
                "default_permissions": (),
            },
        ),
    ]
