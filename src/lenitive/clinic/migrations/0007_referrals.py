"""Tables of referrals."""

from typing import ClassVar

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("clinic", "0006_appointments"),
        ("desk", "0004_find_and_day"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations: ClassVar = [
        migrations.AlterField(
            model_name="entry",
            name="kind",
            field=models.CharField(
                choices=[
                    ("choice", "asked once a visit"),
                    ("finding", "a finding"),
                    ("option", "a treatment"),
                    ("medicine", "a medicine"),
                    ("allergy", "an allergy"),
                    ("list", "a list"),
                    ("referral", "what a referral told"),
                ],
                max_length=10,
            ),
        ),
        migrations.CreateModel(
            name="Referral",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "patient_id",
                    models.TextField(help_text="empty until it is matched to a person", null=True),
                ),
                (
                    "token",
                    models.CharField(
                        help_text="of the form or resource: it counts once", max_length=64, unique=True
                    ),
                ),
                (
                    "came_by",
                    models.CharField(
                        choices=[("form", "Form"), ("letter", "Letter"), ("fhir", "Electronic request")],
                        max_length=10,
                    ),
                ),
                (
                    "source",
                    models.TextField(blank=True, help_text="identifier of the sender, as system|value"),
                ),
                ("service_row", models.TextField(blank=True, help_text="row of `service` in the record")),
                ("resource", models.TextField(blank=True, help_text="the FHIR resource as it was given")),
                ("came_on", models.DateField(help_text="the day from which waiting is counted")),
                ("taken_in_at", models.DateTimeField()),
                ("taken_in_by", models.TextField(help_text="the name at the time")),
                ("written_on", models.DateField(help_text="the day on the letter or request", null=True)),
                ("referrer", models.TextField(blank=True)),
                ("practice", models.TextField(blank=True, help_text="practice and address of the referrer")),
                ("reach", models.TextField(blank=True, help_text="telephone, fax or e-mail of the referrer")),
                (
                    "pays",
                    models.CharField(
                        default="unknown", help_text="a way of knowledge/visits/referrals.yaml", max_length=20
                    ),
                ),
                (
                    "person",
                    models.JSONField(
                        default=dict, help_text="the person as written: name, birth, identifier, sex, ..."
                    ),
                ),
                ("question", models.TextField(blank=True, help_text="what is asked")),
                ("letter", models.TextField(blank=True, help_text="the letter as it came, kept whole")),
                (
                    "asked_urgency",
                    models.CharField(blank=True, help_text="as the referrer says", max_length=10),
                ),
                ("state", models.CharField(default="new", max_length=12)),
                (
                    "urgency",
                    models.CharField(blank=True, help_text="as the clinician decided", max_length=10),
                ),
                ("due", models.DateField(help_text="day by which the person is seen", null=True)),
                ("triage_due", models.DateField(help_text="day by which somebody has looked at it")),
                (
                    "suggested",
                    models.CharField(default="routine", help_text="at the last judging", max_length=10),
                ),
                ("suggested_why", models.TextField(blank=True, help_text="the gravest reason, in words")),
                (
                    "possible",
                    models.CharField(
                        default="routine",
                        help_text="what it would be if the unconfirmed words are so",
                        max_length=10,
                    ),
                ),
                (
                    "alarming",
                    models.BooleanField(default=False, help_text="a danger is told, confirmed or not"),
                ),
                (
                    "education_at",
                    models.DateTimeField(help_text="the sheet for the time of waiting was given", null=True),
                ),
                ("changed_at", models.DateTimeField(auto_now=True)),
                (
                    "clinic",
                    models.ForeignKey(
                        help_text="who took it in",
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        to="desk.clinic",
                    ),
                ),
            ],
            options={
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="ReferralFact",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        help_text="danger, problem, medicine, treatment, name, birth, ...", max_length=12
                    ),
                ),
                (
                    "what",
                    models.TextField(
                        blank=True,
                        help_text="item, concept, ingredient or treatment of knowledge; or the words",
                    ),
                ),
                ("label", models.TextField()),
                ("start", models.IntegerField(help_text="place of its words in the letter")),
                ("end", models.IntegerField()),
                ("words", models.TextField()),
                ("sentence", models.TextField(blank=True)),
                ("denied", models.BooleanField(default=False)),
                ("past", models.BooleanField(default=False)),
                ("dose", models.TextField(blank=True)),
                ("outcome", models.CharField(blank=True, max_length=12)),
                ("doubts", models.JSONField(default=list)),
                (
                    "said",
                    models.CharField(
                        choices=[("open", "To confirm"), ("confirmed", "Confirmed"), ("rejected", "Not so")],
                        default="open",
                        max_length=10,
                    ),
                ),
                ("said_by", models.TextField(blank=True)),
                ("said_at", models.DateTimeField(null=True)),
                (
                    "entry",
                    models.ForeignKey(
                        help_text="rows that it wrote into the record",
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        to="clinic.entry",
                    ),
                ),
                (
                    "referral",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="facts",
                        to="clinic.referral",
                    ),
                ),
            ],
            options={
                "ordering": ("start", "pk"),
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="ReferralRecord",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(help_text="a record of knowledge/visits/referrals.yaml", max_length=20),
                ),
                ("asked_on", models.DateField(null=True)),
                ("asked_of", models.TextField(blank=True)),
                ("reminders", models.SmallIntegerField(default=0)),
                ("reminded_on", models.DateField(null=True)),
                ("came_on", models.DateField(null=True)),
                ("not_needed", models.TextField(blank=True, help_text="why, in words")),
                (
                    "referral",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="records",
                        to="clinic.referral",
                    ),
                ),
            ],
            options={
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="ReferralStep",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField()),
                ("who", models.TextField(help_text="the name at the time")),
                (
                    "did",
                    models.CharField(
                        help_text="received, matched, accept, decline, letter, ...", max_length=20
                    ),
                ),
                ("words", models.TextField(help_text="what happened, as people read it")),
                ("reason", models.TextField(blank=True)),
                ("advice", models.TextField(blank=True)),
                (
                    "suggested",
                    models.CharField(
                        blank=True, help_text="what was suggested at that moment", max_length=10
                    ),
                ),
                ("before", models.JSONField(default=dict, help_text="field -> value, of what changed")),
                (
                    "token",
                    models.CharField(
                        help_text="of the form: it counts once", max_length=36, null=True, unique=True
                    ),
                ),
                ("undone_at", models.DateTimeField(null=True)),
                ("undone_by", models.TextField(blank=True)),
                (
                    "referral",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="steps",
                        to="clinic.referral",
                    ),
                ),
                (
                    "staff",
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
            name="ReferralLetter",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        help_text="received, triaged, declined, redirected, more, records, reminder",
                        max_length=12,
                    ),
                ),
                ("made_at", models.DateTimeField()),
                ("made_by", models.TextField(help_text="the name at the time")),
                ("to", models.TextField(blank=True)),
                ("subject", models.TextField()),
                (
                    "sections",
                    models.JSONField(default=list, help_text="[title, [line, ...]] of each section"),
                ),
                ("taken_back_at", models.DateTimeField(null=True)),
                (
                    "referral",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="letters",
                        to="clinic.referral",
                    ),
                ),
                (
                    "step",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="letters",
                        to="clinic.referralstep",
                    ),
                ),
            ],
            options={
                "default_permissions": (),
            },
        ),
        migrations.AddIndex(
            model_name="referral",
            index=models.Index(fields=["patient_id", "state"], name="referral_person"),
        ),
        migrations.AddIndex(
            model_name="referral",
            index=models.Index(fields=["state", "due"], name="referral_state_due"),
        ),
        migrations.AddIndex(
            model_name="referral",
            index=models.Index(fields=["source"], name="referral_source"),
        ),
        migrations.AddConstraint(
            model_name="referral",
            constraint=models.UniqueConstraint(
                condition=models.Q(("source", ""), _negated=True),
                fields=("source",),
                name="referral_once_a_source",
            ),
        ),
        migrations.AddConstraint(
            model_name="referralfact",
            constraint=models.UniqueConstraint(
                fields=("referral", "kind", "what", "start", "end"), name="fact_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="referralrecord",
            constraint=models.UniqueConstraint(fields=("referral", "kind"), name="referral_record_once"),
        ),
        migrations.AddIndex(
            model_name="referralstep",
            index=models.Index(fields=["referral", "at"], name="referral_step"),
        ),
        migrations.AddIndex(
            model_name="referralletter",
            index=models.Index(fields=["referral", "made_at"], name="referral_letter"),
        ),
    ]
