"""The list of people by an index: the name that lists are sorted by, in each person's line."""

import unicodedata
from typing import Any, ClassVar

from django.db import migrations, models
from django.utils import timezone

_AT_ONCE = 500
_LETTERS = 100


def _give_places(apps: Any, _editor: Any) -> None:  # Any: Django's registry of models as they were
    """Give everybody a line with their name, as judging writes it from now on; those that are there stay."""
    line, patient = apps.get_model("clinic", "PersonSummary"), apps.get_model("desk", "Patient")
    last, now = "", timezone.now()
    while some := list(
        patient.objects.filter(patient_id__gt=last)
        .order_by("patient_id")
        .values_list("patient_id", "name")[:_AT_ONCE]
    ):
        last = some[-1][0]
        line.objects.bulk_create(
            (
                line(
                    patient_id=patient_id,
                    sort_name=_plain(name or patient_id)[:_LETTERS],
                    as_of=timezone.localdate(now),
                    made_at=now,
                )
                for patient_id, name in some
            ),
            update_conflicts=True,
            unique_fields=["patient_id"],
            update_fields=["sort_name"],
        )


def _plain(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter)).casefold()


class Migration(migrations.Migration):
    dependencies: ClassVar = [("clinic", "0004_tablet"), ("desk", "0001_initial")]

    operations: ClassVar = [
        migrations.AddField(
            model_name="personsummary",
            name="sort_name",
            field=models.TextField(default="", help_text="the name as lists are sorted by it"),
        ),
        migrations.RunPython(_give_places, migrations.RunPython.noop),
        migrations.AlterField(
            model_name="personsummary",
            name="knowledge",
            field=models.TextField(help_text="version of knowledge it was made with; blank: none yet"),
        ),
        migrations.RemoveIndex(model_name="personsummary", name="summary_urgency"),
        migrations.AddIndex(
            model_name="personsummary",
            index=models.Index(fields=["urgency", "sort_name", "patient_id"], name="summary_in_order"),
        ),
    ]
