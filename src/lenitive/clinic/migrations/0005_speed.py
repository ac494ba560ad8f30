"""The list of people by an index: the name that lists are sorted by, in each person's line."""

import unicodedata
from typing import Any, ClassVar

from django.db import migrations, models

_AT_ONCE = 500
_LETTERS = 100


def _fill(apps: Any, _editor: Any) -> None:  # Any: Django's registry of models as they were
    """Give each line its name, as judging writes it from now on."""
    line, patient = apps.get_model("clinic", "PersonSummary"), apps.get_model("desk", "Patient")
    last = ""
    while some := list(line.objects.filter(patient_id__gt=last).order_by("patient_id")[:_AT_ONCE]):
        last = some[-1].patient_id
        ids = [each.patient_id for each in some]
        names = dict(patient.objects.filter(patient_id__in=ids).values_list("patient_id", "name"))
        for each in some:
            each.sort_name = _plain(names.get(each.patient_id) or each.patient_id)[:_LETTERS]
        line.objects.bulk_create(
            some, update_conflicts=True, unique_fields=["patient_id"], update_fields=["sort_name"]
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
        migrations.RunPython(_fill, migrations.RunPython.noop),
        migrations.RemoveIndex(model_name="personsummary", name="summary_urgency"),
        migrations.AddIndex(
            model_name="personsummary",
            index=models.Index(fields=["urgency", "sort_name", "patient_id"], name="summary_in_order"),
        ),
    ]
