"""Tables of notes; the database itself refuses to change or remove a signed version."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

_MESSAGE = "a signed version is never changed"
# Everything but the account of whoever signed, which may be removed; the name stays.
_FIXED = "id, note_id, number, at, who, role, change, why, body, hash"
_SQLITE = [
    f"""CREATE TRIGGER version_no_update BEFORE UPDATE OF {_FIXED} ON clinic_noteversion
        BEGIN SELECT RAISE(ABORT, '{_MESSAGE}'); END""",
    f"""CREATE TRIGGER version_no_delete BEFORE DELETE ON clinic_noteversion
        BEGIN SELECT RAISE(ABORT, '{_MESSAGE}'); END""",
]
_POSTGRESQL = [
    f"""CREATE FUNCTION version_stands() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION '{_MESSAGE}' USING ERRCODE = 'integrity_constraint_violation'; END $$""",
    f"""CREATE TRIGGER version_no_update BEFORE UPDATE OF {_FIXED} ON clinic_noteversion
       FOR EACH ROW EXECUTE FUNCTION version_stands()""",
    """CREATE TRIGGER version_no_delete BEFORE DELETE ON clinic_noteversion
       FOR EACH ROW EXECUTE FUNCTION version_stands()""",
    """CREATE TRIGGER version_no_truncate BEFORE TRUNCATE ON clinic_noteversion
       FOR EACH STATEMENT EXECUTE FUNCTION version_stands()""",
]
_UNDO = {
    "sqlite": ["DROP TRIGGER IF EXISTS version_no_update", "DROP TRIGGER IF EXISTS version_no_delete"],
    "postgresql": ["DROP FUNCTION IF EXISTS version_stands() CASCADE"],
}


def add(apps, schema_editor):
    statements = {"sqlite": _SQLITE, "postgresql": _POSTGRESQL}[schema_editor.connection.vendor]
    for statement in statements:
        schema_editor.execute(statement)


def remove(apps, schema_editor):
    for statement in _UNDO[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [
        ("clinic", "0009_visits"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Note",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("patient_id", models.TextField()),
                ("kind", models.CharField(help_text="a kind of knowledge/visits/notes.yaml", max_length=40)),
                ("title", models.TextField(help_text="the kind in the words of that day")),
                ("letter", models.BooleanField(default=False, help_text="whether it goes to somebody")),
                (
                    "source",
                    models.CharField(
                        blank=True, help_text="evaluation, visit or letter; else empty", max_length=12
                    ),
                ),
                ("source_pk", models.BigIntegerField(help_text="key of what it was written from", null=True)),
                ("day", models.DateField(help_text="of what it tells")),
                ("at", models.DateTimeField()),
                ("who", models.TextField(help_text="who began it; the name at the time")),
                (
                    "token",
                    models.CharField(
                        help_text="of the form, so that it counts once", max_length=36, unique=True
                    ),
                ),
                (
                    "handed_at",
                    models.DateTimeField(
                        help_text="since when it waits for somebody who may sign", null=True
                    ),
                ),
                ("handed_by", models.TextField(blank=True)),
                (
                    "discarded_at",
                    models.DateTimeField(
                        help_text="a draft that nobody needed; kept all the same", null=True
                    ),
                ),
                ("discarded_by", models.TextField(blank=True)),
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
            name="NoteDraft",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "replaces",
                    models.PositiveSmallIntegerField(
                        default=0, help_text="the signed version it starts from"
                    ),
                ),
                ("at", models.DateTimeField()),
                ("who", models.TextField(help_text="who began it; the name at the time")),
                (
                    "hands",
                    models.JSONField(
                        default=dict, help_text="user name -> [name, role] of whoever wrote in it"
                    ),
                ),
                ("closed_at", models.DateTimeField(null=True)),
                ("closed_as", models.CharField(blank=True, help_text="signed or discarded", max_length=10)),
                (
                    "token",
                    models.CharField(blank=True, help_text="of the form that closed it", max_length=36),
                ),
                (
                    "note",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="drafts", to="clinic.note"
                    ),
                ),
            ],
            options={
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="DraftPart",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("section", models.CharField(help_text="id of the section", max_length=60)),
                ("title", models.TextField()),
                ("place", models.PositiveSmallIntegerField()),
                ("prose", models.BooleanField(default=False, help_text="sentences of a letter, not points")),
                ("text", models.TextField(blank=True)),
                ("told", models.JSONField(default=dict, help_text="line -> rows of the record it rests on")),
                ("revision", models.PositiveIntegerField(default=1)),
                ("at", models.DateTimeField()),
                (
                    "who",
                    models.TextField(blank=True, help_text="who changed it last; empty while nobody did"),
                ),
                (
                    "draft",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="parts",
                        to="clinic.notedraft",
                    ),
                ),
            ],
            options={
                "ordering": ("place", "id"),
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="NoteVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField(help_text="from 1")),
                ("at", models.DateTimeField()),
                ("who", models.TextField(help_text="who signed; the name at the time")),
                ("role", models.CharField(max_length=40)),
                (
                    "change",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("correction", "Correction: something was wrong"),
                            ("addition", "Addition: something was missing"),
                        ],
                        help_text="of a later version",
                        max_length=10,
                    ),
                ),
                ("why", models.TextField(blank=True, help_text="of a later version, in words")),
                (
                    "body",
                    models.TextField(help_text="canonical JSON: people, sections, lines and their rows"),
                ),
                ("hash", models.CharField(help_text="SHA-256 of the body", max_length=64)),
                (
                    "note",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="versions", to="clinic.note"
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
                "ordering": ("number",),
                "default_permissions": (),
            },
        ),
        migrations.AddIndex(
            model_name="note",
            index=models.Index(fields=["patient_id", "-day"], name="note_person_day"),
        ),
        migrations.AddIndex(
            model_name="note",
            index=models.Index(fields=["source", "source_pk"], name="note_source"),
        ),
        migrations.AddIndex(
            model_name="note",
            index=models.Index(
                condition=models.Q(("handed_at__isnull", False)), fields=["handed_at"], name="note_waiting"
            ),
        ),
        migrations.AddConstraint(
            model_name="notedraft",
            constraint=models.UniqueConstraint(
                condition=models.Q(("closed_at", None)), fields=("note",), name="one_open_draft"
            ),
        ),
        migrations.AddConstraint(
            model_name="draftpart",
            constraint=models.UniqueConstraint(fields=("draft", "section"), name="section_once_a_draft"),
        ),
        migrations.AddConstraint(
            model_name="noteversion",
            constraint=models.UniqueConstraint(fields=("note", "number"), name="version_once"),
        ),
        migrations.RunPython(add, remove),
    ]
