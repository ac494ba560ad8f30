import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("portal", "0001_portal")]
    operations = [
        migrations.CreateModel(
            name="DiaryEntry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("patient_id", models.TextField()),
                ("uuid", models.UUIDField()),
                ("day", models.DateField(help_text="the person's own day, by the clock of their device")),
                ("received_at", models.DateTimeField()),
            ],
            options={
                "default_permissions": (),
                "indexes": [models.Index(fields=["patient_id", "day"], name="diary_entry_day")],
                "constraints": [
                    models.UniqueConstraint(fields=("patient_id", "uuid"), name="diary_entry_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="DiaryVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uuid", models.UUIDField()),
                (
                    "at",
                    models.DateTimeField(
                        help_text="by the person's clock, but never later than it was received"
                    ),
                ),
                ("offset_minutes", models.SmallIntegerField(help_text="of the person's clock, east of UTC")),
                (
                    "answers",
                    models.JSONField(help_text="field -> answer; null where an answer was taken back"),
                ),
                ("by", models.TextField(help_text="name of whoever wrote it, as it was then")),
                ("received_at", models.DateTimeField()),
                (
                    "entry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="versions",
                        to="portal.diaryentry",
                    ),
                ),
            ],
            options={
                "ordering": ("at", "received_at", "pk"),
                "default_permissions": (),
                "constraints": [models.UniqueConstraint(fields=("entry", "uuid"), name="diary_version_once")],
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
                ("patient_id", models.TextField()),
                ("time", models.TimeField(help_text="by the clock on the person's wall")),
                ("days", models.CharField(help_text="1 is Monday, 7 is Sunday", max_length=7)),
                ("made_at", models.DateTimeField()),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reminders",
                        to="portal.account",
                    ),
                ),
            ],
            options={
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(fields=("account", "patient_id"), name="reminder_once")
                ],
            },
        ),
    ]
