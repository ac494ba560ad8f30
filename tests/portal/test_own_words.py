"""A list of our own, asked from home in the language that the chart says."""

from __future__ import annotations

import html

import pytest

from lenitive.clinic.tablet import walk
from lenitive.desk.models import RECORD, Patient
from lenitive.knowledge import instruments
from lenitive.knowledge.asking import asking
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


@pytest.fixture
def watched_by_the_clinic(monkeypatch):
    """Somebody reads what cannot wait, as a clinic must have before it asks for signs of danger."""
    monkeypatch.setattr("lenitive.portal.safety.watching.Portal.why_not", lambda *_of: "")


@pytest.mark.parametrize("language", ["es", "ar"])
@pytest.mark.parametrize("name", sorted(asking().own_words))
def test_each_list_of_our_own_is_read_whole_in_the_language_of_the_account(
    me, watched_by_the_clinic, name, language
):
    client = me("ana", language=language)
    Patient.objects.filter(patient_id="ana").update(language=language)
    one, form = ask("ana", name), instruments.instrument(name)
    first = html.unescape(client.get("/me/ask/").content.decode())
    assert wording_for(name, language).title in first and form.name not in first
    yes_no = dict(next((each for each in wording_for(name, language).answers.values() if each), ()))
    for place, item in enumerate(form.items):
        page = html.unescape(client.get(f"/me/ask/{one.pk}/0/{place}/").content.decode())
        assert wording_for(name, language).items[item.key] in page
        assert item.label not in page and form.name not in page and ">Yes<" not in page
        assert all(f">{word}<" in page for word in yes_no.values() if item.kind == "boolean")


@pytest.mark.parametrize(("language", "yes"), [("es", "Sí"), ("ar", "نعم")])
def test_yes_and_no_follow_the_question_where_the_pages_are_in_another_language(me, language, yes):
    me("ana")
    Patient.objects.filter(patient_id="ana").update(language=language)
    shown = walk.shown(ask("ana", "pain_history"), walk.Place(0, 2))
    assert shown.options[0].words == yes and shown.language == language


@pytest.mark.parametrize(("language", "said"), [("es", "de 0 a 31"), ("ar", "من 0 إلى 31")])
def test_what_cannot_be_an_answer_is_told_in_the_language_of_the_account(me, language, said):
    client = me("ana", language=language)
    Patient.objects.filter(patient_id="ana").update(language=language)
    one = ask("ana", "headache_history")
    keys = [item.key for item in instruments.instrument("headache_history").items]
    url = f"/me/ask/{one.pk}/0/{keys.index('migraine_days')}/"
    page = client.post(url, {"value": "40", "do": "answer"})
    assert page.status_code == 422 and said in page.content.decode()
