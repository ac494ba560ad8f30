import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("portal", "0003_diary")]
    operations = [
        migrations.CreateModel(
            name="FlareCard",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("patient_id", models.TextField(db_index=True)),
                ("lines", models.JSONField(help_text="part of the card -> the person's words")),
                ("at", models.DateTimeField()),
                ("by", models.TextField(help_text="name of whoever wrote it, as it was then")),
                (
                    "token",
                    models.CharField(
                        help_text="of the form, so that it counts once", max_length=36, unique=True
                    ),
                ),
            ],
            options={"ordering": ("at", "pk"), "default_permissions": ()},
        ),
        migrations.CreateModel(
            name="Paced",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("patient_id", models.TextField(db_index=True)),
                ("activity", models.CharField(max_length=80)),
                ("made_at", models.DateTimeField()),
                ("by", models.TextField(help_text="name of whoever began it, as it was then")),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "token",
                    models.CharField(
                        help_text="of the form, so that it counts once", max_length=36, unique=True
                    ),
                ),
            ],
            options={"default_permissions": ()},
        ),
        migrations.CreateModel(
            name="PacedDay",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("day", models.DateField()),
                ("seconds", models.PositiveIntegerField(default=0)),
                (
                    "planned_seconds",
                    models.PositiveIntegerField(default=0, help_text="0 while the first days are timed"),
                ),
                ("flare", models.BooleanField(default=False)),
                ("at", models.DateTimeField()),
                ("by", models.TextField(help_text="name of whoever wrote it, as it was then")),
                (
                    "token",
                    models.CharField(
                        help_text="of the device, so that it counts once", max_length=36, unique=True
                    ),
                ),
                (
                    "paced",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="days", to="portal.paced"
                    ),
                ),
            ],
            options={"ordering": ("day", "at", "pk"), "default_permissions": ()},
        ),
    ]
