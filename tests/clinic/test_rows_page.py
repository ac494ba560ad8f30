from __future__ import annotations

from lenitive.desk.models import AuditEvent

ORDER = "/people/ana/rows/MedicationRequest/ana-order%231/"


def test_a_row_shows_its_columns_and_the_resource_as_given(load, signed_in):
    load("ana")
    page = signed_in("physician").get(ORDER).content.decode()
    assert "Duloxetine 60 mg capsule" in page
    assert "&quot;resourceType&quot;: &quot;MedicationRequest&quot;" in page
    assert AuditEvent.objects.filter(action="see", patient_id="ana", allowed=True).exists()


def test_a_row_that_was_computed_shows_the_form_it_came_from(load, signed_in):
    load("ana")
    page = signed_in("physician").get("/people/ana/rows/QuestionnaireResponse/ana-peg%231/").content.decode()
    assert "peg" in page
    assert "QuestionnaireResponse" in page


def test_a_row_of_another_person_is_not_found_under_this_one(load, signed_in):
    load("ana", "ben")
    client = signed_in("physician")
    assert client.get("/people/ben/rows/MedicationRequest/ana-order%231/").status_code == 404
    assert client.get("/people/ana/rows/nonsense/").status_code == 404


def test_rows_of_people_whom_others_care_for_are_not_found(load, signed_in, cares_for):
    load("ana")
    cares_for("nurse", "ana")
    assert signed_in("physician").get(ORDER).status_code == 404
