"""Tables of visits."""

from typing import ClassVar

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [("clinic", "0008_evaluations")]

    operations: ClassVar = [
        migrations.CreateModel(
            name="Visit",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("patient_id", models.TextField()),
                ("template", models.CharField(help_text="id of the template", max_length=40)),
                ("title", models.TextField(help_text="its title, in the words of that day")),
                ("version", models.CharField(help_text="of the template it was opened by", max_length=20)),
                ("encounter", models.TextField(blank=True, help_text="row_id of its row of the record")),
                (
                    "status",
                    models.CharField(
                        choices=[("open", "open"), ("closed", "closed")], default="open", max_length=8
                    ),
                ),
                ("day", models.DateField(help_text="of the visit, by the clinic's clock")),
                ("opened_at", models.DateTimeField()),
                ("who", models.TextField(help_text="name of who opened it, as it was then")),
                ("closed_at", models.DateTimeField(null=True)),
                ("closed_who", models.TextField(blank=True)),
                (
                    "token",
                    models.CharField(
                        help_text="of the form, so that it is opened once", max_length=36, unique=True
                    ),
                ),
                (
                    "wrote",
                    models.JSONField(
                        default=dict, help_text="write of the template -> {n, rows: [[table, row_id], ...]}"
                    ),
                ),
                (
                    "opened_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="AdverseEvent",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("patient_id", models.TextField()),
                ("what", models.CharField(help_text="kind of adverse_events.yaml", max_length=30)),
                ("severity", models.CharField(max_length=20)),
                (
                    "treatment",
                    models.TextField(blank=True, help_text="treatment id that it is related to; empty: none"),
                ),
                ("relation", models.CharField(max_length=20)),
                ("outcome", models.CharField(max_length=20)),
                ("day", models.DateField(help_text="when it happened")),
                ("words", models.TextField(help_text="what happened")),
                ("action", models.TextField(blank=True, help_text="what was done")),
                ("at", models.DateTimeField()),
                ("who", models.TextField(help_text="the name at the time")),
                ("token", models.CharField(max_length=36, unique=True)),
                (
                    "current",
                    models.BooleanField(default=True, help_text="false once another row took its place"),
                ),
                ("wrote", models.JSONField(default=list, help_text="[table, row_id] of each row")),
                (
                    "replaces",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="replaced_by",
                        to="clinic.adverseevent",
                    ),
                ),
                (
                    "staff",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "visit",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="events",
                        to="clinic.visit",
                    ),
                ),
            ],
            options={
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="VisitChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("patient_id", models.TextField(db_index=True)),
                ("field", models.CharField(max_length=80)),
                ("label", models.TextField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("said", "entered"),
                            ("over", "entered over what somebody else had entered meanwhile"),
                            ("merged", "brought together with what somebody else had typed meanwhile"),
                            ("corrected", "corrected after closing"),
                            ("later", "entered after closing, when it happened"),
                        ],
                        max_length=10,
                    ),
                ),
                ("before", models.TextField()),
                ("before_words", models.TextField()),
                ("after", models.TextField()),
                ("after_words", models.TextField()),
                ("number", models.PositiveIntegerField(help_text="as of the value that it made")),
                ("reason", models.TextField(blank=True)),
                ("at", models.DateTimeField()),
                ("who", models.TextField(help_text="the name at the time")),
                (
                    "token",
                    models.CharField(help_text="of form and field; counts once", max_length=130, unique=True),
                ),
                (
                    "staff",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "visit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="changes", to="clinic.visit"
                    ),
                ),
            ],
            options={
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="VisitValue",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("patient_id", models.TextField(db_index=True)),
                (
                    "field",
                    models.CharField(
                        help_text="of the template; holds:apixaban for one made anew", max_length=80
                    ),
                ),
                ("label", models.TextField(help_text="its label, as it was then")),
                (
                    "value",
                    models.TextField(
                        help_text="coded, a number, a date or words; empty when it was taken out"
                    ),
                ),
                ("words", models.TextField(help_text="the value as people read it")),
                ("number", models.PositiveIntegerField(help_text="how many times it was said; counts up")),
                ("at", models.DateTimeField()),
                ("who", models.TextField(help_text="the name at the time")),
                (
                    "staff",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "visit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="values_now",
                        to="clinic.visit",
                    ),
                ),
            ],
            options={
                "default_permissions": (),
            },
        ),
        migrations.AddIndex(
            model_name="visit",
            index=models.Index(fields=["patient_id", "day"], name="visit_person_day"),
        ),
        migrations.AddIndex(
            model_name="adverseevent",
            index=models.Index(fields=["patient_id", "current"], name="event_person"),
        ),
        migrations.AddIndex(
            model_name="adverseevent",
            index=models.Index(fields=["day", "current"], name="event_day"),
        ),
        migrations.AddIndex(
            model_name="visitchange",
            index=models.Index(fields=["visit", "field", "number"], name="visit_change_field"),
        ),
        migrations.AddConstraint(
            model_name="visitvalue",
            constraint=models.UniqueConstraint(fields=("visit", "field"), name="visit_field_once"),
        ),
    ]
