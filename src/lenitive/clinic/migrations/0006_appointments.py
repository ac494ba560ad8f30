"""Tables of appointments."""

from typing import ClassVar

import django.db.models.deletion
import django.db.models.fields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("clinic", "0005_speed"),
        ("desk", "0003_clinics_and_people"),
    ]

    operations: ClassVar = [
        migrations.CreateModel(
            name="Wishes",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("patient_id", models.TextField(unique=True)),
                (
                    "weekdays",
                    models.JSONField(default=list, help_text="0 Monday to 6 Sunday; empty: any day"),
                ),
                ("earliest", models.TimeField(help_text="not before, on the clinic's clock", null=True)),
                ("latest", models.TimeField(help_text="over by", null=True)),
                ("way", models.CharField(blank=True, help_text="in_person, phone, video", max_length=10)),
                ("interpreter", models.CharField(blank=True, help_text="into which language", max_length=60)),
                ("accessible", models.BooleanField(default=False)),
                (
                    "route",
                    models.CharField(
                        choices=[("phone", "By telephone"), ("email", "By e-mail"), ("none", "Not at all")],
                        default="phone",
                        max_length=10,
                    ),
                ),
                (
                    "email",
                    models.EmailField(
                        blank=True,
                        help_text="to which reminders may be sent; the person agreed",
                        max_length=254,
                    ),
                ),
                ("note", models.TextField(blank=True)),
                ("changed_at", models.DateTimeField()),
                ("who", models.TextField(help_text="name of the member of staff, as it was then")),
            ],
            options={
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="Appointment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=30)),
                (
                    "wall",
                    models.CharField(help_text="2026-03-28T09:30, on the clock of the zone", max_length=16),
                ),
                (
                    "zone",
                    models.CharField(help_text="name of the time zone, as Europe/Lisbon", max_length=60),
                ),
                ("fold", models.PositiveSmallIntegerField(default=0)),
                ("minutes", models.PositiveSmallIntegerField()),
                ("start", models.DateTimeField()),
                ("end", models.DateTimeField()),
                (
                    "way",
                    models.CharField(
                        choices=[
                            ("in_person", "In person"),
                            ("phone", "By telephone"),
                            ("video", "By video"),
                        ],
                        default="in_person",
                        max_length=10,
                    ),
                ),
                ("places", models.PositiveSmallIntegerField(default=1, help_text="people who can take part")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("booked", "Booked"),
                            ("confirmed", "Confirmed"),
                            ("arrived", "Is here"),
                            ("done", "Done"),
                            ("cancelled", "Cancelled"),
                            ("no_show", "Did not come"),
                        ],
                        default="booked",
                        max_length=10,
                    ),
                ),
                ("why", models.TextField(blank=True, help_text="what it is about, for the team")),
                ("version", models.PositiveIntegerField(default=1)),
                ("made_at", models.DateTimeField()),
                ("made_by", models.TextField(help_text="name of the member of staff, as it was then")),
                ("changed_at", models.DateTimeField()),
                (
                    "token",
                    models.CharField(
                        help_text="of the form, so that it counts once", max_length=36, null=True, unique=True
                    ),
                ),
                (
                    "clinic",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="appointments",
                        to="desk.clinic",
                    ),
                ),
                ("staff", models.ManyToManyField(related_name="appointments", to=settings.AUTH_USER_MODEL)),
            ],
            options={
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="Attendance",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("patient_id", models.TextField()),
                (
                    "encounter_id",
                    models.TextField(blank=True, help_text="row of `encounter` that the day reads"),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("booked", "Booked"),
                            ("confirmed", "Confirmed"),
                            ("arrived", "Is here"),
                            ("done", "Done"),
                            ("cancelled", "Cancelled"),
                            ("no_show", "Did not come"),
                        ],
                        default="booked",
                        max_length=10,
                    ),
                ),
                ("reason", models.TextField(blank=True, help_text="why it was cancelled, or missed")),
                (
                    "helps",
                    models.CharField(
                        blank=True, help_text="what would help to come next time", max_length=30
                    ),
                ),
                (
                    "appointment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="people",
                        to="clinic.appointment",
                    ),
                ),
            ],
            options={
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="OtherDays",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("first", models.DateField(verbose_name="first day")),
                ("last", models.DateField(verbose_name="last day")),
                ("here", models.BooleanField(default=False, verbose_name="can be booked then")),
                ("begins", models.TimeField(blank=True, null=True, verbose_name="from")),
                ("ends", models.TimeField(blank=True, null=True, verbose_name="until")),
                ("note", models.CharField(blank=True, max_length=120, verbose_name="note")),
                (
                    "staff",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="other_days",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ("first",),
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="Reminder",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("line", models.CharField(max_length=20)),
                ("due_at", models.DateTimeField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("queued", "Not yet due"),
                            ("due", "Due"),
                            ("sent", "Sent"),
                            ("told", "Told by telephone"),
                            ("failed", "Could not be sent"),
                            ("dropped", "Not needed any more"),
                        ],
                        default="queued",
                        max_length=10,
                    ),
                ),
                (
                    "route",
                    models.CharField(
                        choices=[("phone", "By telephone"), ("email", "By e-mail"), ("none", "Not at all")],
                        default="phone",
                        max_length=10,
                    ),
                ),
                ("why", models.TextField(blank=True, help_text="why it goes this way, or what went wrong")),
                ("done_at", models.DateTimeField(null=True)),
                ("done_by", models.TextField(blank=True)),
                (
                    "attendance",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reminders",
                        to="clinic.attendance",
                    ),
                ),
            ],
            options={
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="Room",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=60, verbose_name="name")),
                ("kind", models.CharField(max_length=30, verbose_name="kind")),
                ("places", models.PositiveSmallIntegerField(default=1, verbose_name="places for people")),
                (
                    "accessible",
                    models.BooleanField(default=True, verbose_name="step-free, with room for a wheelchair"),
                ),
                ("is_active", models.BooleanField(default=True, verbose_name="in use")),
                (
                    "clinic",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="rooms",
                        to="desk.clinic",
                        verbose_name="clinic",
                    ),
                ),
            ],
            options={
                "ordering": ("name",),
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="Hold",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField()),
                ("patient_id", models.TextField(null=True)),
                (
                    "appointment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="holds",
                        to="clinic.appointment",
                    ),
                ),
                (
                    "staff",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.CASCADE, to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "room",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.CASCADE, to="clinic.room"
                    ),
                ),
            ],
            options={
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="Feed",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("secret_hash", models.CharField(max_length=64, unique=True)),
                (
                    "initials",
                    models.BooleanField(default=True, help_text="whether initials of people stand in it"),
                ),
                ("made_at", models.DateTimeField()),
                ("made_by", models.TextField(help_text="name of the member of staff, as it was then")),
                ("read_at", models.DateTimeField(null=True)),
                ("revoked_at", models.DateTimeField(null=True)),
                (
                    "staff",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="feeds",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "room",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="feeds",
                        to="clinic.room",
                    ),
                ),
            ],
            options={
                "default_permissions": (),
            },
        ),
        migrations.AddField(
            model_name="appointment",
            name="room",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="appointments",
                to="clinic.room",
            ),
        ),
        migrations.CreateModel(
            name="Waiting",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("patient_id", models.TextField(db_index=True)),
                ("kind", models.CharField(max_length=30)),
                ("not_before", models.DateField(null=True)),
                ("note", models.TextField(blank=True)),
                ("since", models.DateTimeField()),
                ("who", models.TextField(help_text="name of the member of staff, as it was then")),
                ("settled_at", models.DateTimeField(null=True)),
                ("settled_by", models.TextField(blank=True)),
                ("settled_how", models.CharField(blank=True, help_text="booked or given_up", max_length=12)),
                (
                    "instead_of",
                    models.ForeignKey(
                        help_text="the later one",
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="earlier",
                        to="clinic.appointment",
                    ),
                ),
            ],
            options={
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="WorkHours",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "weekday",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (0, "Monday"),
                            (1, "Tuesday"),
                            (2, "Wednesday"),
                            (3, "Thursday"),
                            (4, "Friday"),
                            (5, "Saturday"),
                            (6, "Sunday"),
                        ],
                        verbose_name="day",
                    ),
                ),
                ("begins", models.TimeField(verbose_name="from")),
                ("ends", models.TimeField(verbose_name="until")),
                (
                    "staff",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="hours",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ("weekday", "begins"),
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="AppointmentStep",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField()),
                ("who", models.TextField(help_text="the name at the time")),
                ("did", models.CharField(max_length=12)),
                ("reason", models.TextField(blank=True)),
                ("before", models.JSONField(null=True)),
                ("after", models.JSONField(null=True)),
                (
                    "token",
                    models.CharField(
                        help_text="of the form, so that it counts once", max_length=36, null=True, unique=True
                    ),
                ),
                (
                    "appointment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="steps",
                        to="clinic.appointment",
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
                "indexes": [models.Index(fields=["appointment", "at"], name="appointment_step")],
            },
        ),
        migrations.AddIndex(
            model_name="attendance",
            index=models.Index(fields=["patient_id", "status"], name="place_person"),
        ),
        migrations.AddIndex(
            model_name="attendance",
            index=models.Index(fields=["encounter_id"], name="place_visit"),
        ),
        migrations.AddConstraint(
            model_name="attendance",
            constraint=models.UniqueConstraint(
                fields=("appointment", "patient_id"), name="place_once_a_person"
            ),
        ),
        migrations.AddConstraint(
            model_name="otherdays",
            constraint=models.CheckConstraint(
                condition=models.Q(("last__gte", models.F("first"))), name="other_days_in_order"
            ),
        ),
        migrations.AddIndex(
            model_name="reminder",
            index=models.Index(fields=["state", "due_at"], name="reminder_due"),
        ),
        migrations.AddConstraint(
            model_name="reminder",
            constraint=models.UniqueConstraint(fields=("attendance", "line"), name="reminder_once_a_line"),
        ),
        migrations.AddConstraint(
            model_name="room",
            constraint=models.UniqueConstraint(fields=("clinic", "name"), name="room_once_a_name"),
        ),
        migrations.AddConstraint(
            model_name="hold",
            constraint=models.UniqueConstraint(fields=("staff", "at"), name="staff_held_once"),
        ),
        migrations.AddConstraint(
            model_name="hold",
            constraint=models.UniqueConstraint(fields=("room", "at"), name="room_held_once"),
        ),
        migrations.AddConstraint(
            model_name="hold",
            constraint=models.UniqueConstraint(fields=("patient_id", "at"), name="person_held_once"),
        ),
        migrations.AddConstraint(
            model_name="hold",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("patient_id", None), ("room", None), ("staff__isnull", False)),
                    models.Q(("patient_id", None), ("room__isnull", False), ("staff", None)),
                    models.Q(("patient_id__isnull", False), ("room", None), ("staff", None)),
                    _connector="OR",
                ),
                name="hold_is_of_one",
            ),
        ),
        migrations.AddConstraint(
            model_name="feed",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("room", None), ("staff__isnull", False)),
                    models.Q(("room__isnull", False), ("staff", None)),
                    _connector="OR",
                ),
                name="feed_is_of_one",
            ),
        ),
        migrations.AddIndex(
            model_name="appointment",
            index=models.Index(fields=["start", "status"], name="appointment_start"),
        ),
        migrations.AddConstraint(
            model_name="appointment",
            constraint=models.CheckConstraint(
                condition=models.Q(("end__gt", models.F("start"))), name="ends_after"
            ),
        ),
        migrations.AddConstraint(
            model_name="waiting",
            constraint=models.UniqueConstraint(
                condition=models.Q(("settled_at", None)),
                fields=("patient_id", "kind"),
                name="waits_once_a_kind",
            ),
        ),
        migrations.AddConstraint(
            model_name="workhours",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends__gt", models.F("begins"))), name="hours_end_after"
            ),
        ),
    ]
