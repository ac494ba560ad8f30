"""A list of our own, asked from home in the language that the chart says."""

from __future__ import annotations

import pytest

from lenitive.desk.models import RECORD, Patient
from lenitive.measure.wording import wording_for
from tests.portal.asked.test_asked import ask

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("language", "yes"), [("es", "Sí"), ("ar", "نعم")])
def test_the_pain_history_is_asked_and_kept_in_the_language_of_the_person(me, language, yes):
    ana = me("ana", language=language)
    Patient.objects.filter(patient_id="ana").update(language=language)
    one = ask("ana", "pain_history")
    page = ana.get(f"/me/ask/{one.pk}/0/2/").content.decode()
    assert wording_for("pain_history", language).items["recurs"] in page and yes in page
    assert "Comes back" not in page
    ana.post(f"/me/ask/{one.pk}/0/2/", {"value": "1", "do": "answer"})
    [row] = RECORD["answer"].objects.filter(patient_id="ana")
    assert (row.instrument, row.item, row.value_boolean) == ("pain_history", "recurs", True)
