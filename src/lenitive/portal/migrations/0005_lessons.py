import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("portal", "0004_moving"), migrations.swappable_dependency(settings.AUTH_USER_MODEL)]
    operations = [
        migrations.CreateModel(
            name="DoctorPage",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("patient_id", models.TextField(db_index=True)),
                ("worry_1", models.TextField(blank=True)),
                ("worry_2", models.TextField(blank=True)),
                ("worry_3", models.TextField(blank=True)),
                ("goal", models.TextField(blank=True)),
                ("tried", models.TextField(blank=True)),
                ("ask", models.TextField(blank=True)),
                ("at", models.DateTimeField()),
                ("by", models.TextField(help_text="name of whoever wrote it, as it was then")),
                (
                    "token",
                    models.CharField(
                        help_text="of the form, so that it counts once", max_length=36, unique=True
                    ),
                ),
            ],
            options={
                "ordering": ("at", "pk"),
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="Request",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("patient_id", models.TextField(db_index=True)),
                (
                    "wish",
                    models.CharField(
                        choices=[
                            ("refill", "More of a medicine"),
                            ("move", "Another time"),
                            ("book", "A time, where none was free"),
                        ],
                        max_length=8,
                    ),
                ),
                (
                    "about",
                    models.TextField(help_text="row of the medicine, number of the appointment, or a kind"),
                ),
                (
                    "title",
                    models.TextField(help_text="the medicine or the appointment, as it was called then"),
                ),
                ("text", models.TextField(blank=True)),
                ("at", models.DateTimeField()),
                ("by", models.TextField(help_text="name of whoever asked, as it was then")),
                ("taken_back_at", models.DateTimeField(null=True)),
                (
                    "token",
                    models.CharField(
                        help_text="of the form, so that it counts once", max_length=36, unique=True
                    ),
                ),
            ],
            options={
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="LessonPlace",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("patient_id", models.TextField()),
                ("lesson", models.CharField(max_length=40)),
                (
                    "part",
                    models.PositiveSmallIntegerField(default=1, help_text="the part that is open, from 1"),
                ),
                ("begun_at", models.DateTimeField()),
                ("changed_at", models.DateTimeField()),
                ("done_at", models.DateTimeField(null=True)),
            ],
            options={
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(fields=("patient_id", "lesson"), name="lesson_place_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="LessonWord",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("patient_id", models.TextField(db_index=True)),
                ("lesson", models.CharField(max_length=40)),
                ("text", models.TextField()),
                ("at", models.DateTimeField()),
                ("who", models.TextField(help_text="the name at the time")),
                (
                    "ended_at",
                    models.DateTimeField(
                        help_text="taken back, or another one stands in its place", null=True
                    ),
                ),
                (
                    "token",
                    models.CharField(
                        help_text="of the form, so that it counts once", max_length=36, unique=True
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
            name="LessonWork",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("patient_id", models.TextField()),
                ("lesson", models.CharField(max_length=40)),
                ("field", models.CharField(max_length=60)),
                ("value", models.TextField(blank=True)),
                ("at", models.DateTimeField()),
                ("by", models.TextField(help_text="name of whoever wrote it, as it was then")),
            ],
            options={
                "ordering": ("at", "pk"),
                "default_permissions": (),
                "indexes": [models.Index(fields=["patient_id", "lesson", "at"], name="lesson_work_person")],
            },
        ),
        migrations.CreateModel(
            name="Night",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("patient_id", models.TextField()),
                ("morning", models.DateField(help_text="the day on which the person got up")),
                ("zone", models.CharField(max_length=60)),
                ("to_bed", models.CharField(blank=True, max_length=5)),
                ("lights_out", models.CharField(blank=True, max_length=5)),
                ("asleep_after", models.PositiveSmallIntegerField(help_text="minutes", null=True)),
                (
                    "awake",
                    models.PositiveSmallIntegerField(
                        help_text="minutes awake in the night, in all", null=True
                    ),
                ),
                ("up", models.CharField(blank=True, max_length=5)),
                ("at", models.DateTimeField()),
                ("by", models.TextField(help_text="name of whoever wrote it, as it was then")),
                (
                    "token",
                    models.CharField(
                        help_text="of the form, so that it counts once", max_length=36, unique=True
                    ),
                ),
            ],
            options={
                "ordering": ("at", "pk"),
                "default_permissions": (),
                "indexes": [models.Index(fields=["patient_id", "morning"], name="night_person")],
            },
        ),
        migrations.CreateModel(
            name="Seen",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("patient_id", models.TextField(db_index=True)),
                ("who", models.TextField(help_text="the name at the time")),
                ("at", models.DateTimeField()),
                (
                    "token",
                    models.CharField(
                        help_text="of the form, so that it counts once", max_length=36, unique=True
                    ),
                ),
                (
                    "page",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="seen",
                        to="portal.doctorpage",
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
                "ordering": ("at", "pk"),
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="SleepAgreement",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("patient_id", models.TextField()),
                ("at", models.DateTimeField()),
                ("who", models.TextField(help_text="the name at the time")),
                ("ended_at", models.DateTimeField(null=True)),
                ("ended_by", models.TextField(blank=True)),
                (
                    "staff",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)),
                        fields=("patient_id",),
                        name="sleep_agreed_once",
                    )
                ],
            },
        ),
    ]
