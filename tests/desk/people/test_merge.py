"""Two records become one, and two again, row for row; what arrives later finds its way."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.apps import apps
from django.db import connection
from django.utils import timezone

from lenitive.desk.models import (
    RECORD,
    AuditEvent,
    CareTeam,
    Clinic,
    Merge,
    Organisation,
    Patient,
    PersonClinic,
)
from lenitive.desk.people import merge
from lenitive.desk.people.merge import MergeError

WHY = "registered twice in spring"


@pytest.fixture
def two(load, staff, cares_for):
    """Ana and Ben with their charts, a team and clinics each."""
    load("ana", "ben")
    cares_for("nurse", "ana")
    cares_for("nurse", "ben")
    cares_for("psychologist", "ben")
    trust = Organisation.objects.create(name="Coast health")
    harbour, hill = (Clinic.objects.create(organisation=trust, name=each) for each in ("Harbour", "Hill"))
    for patient_id, clinic in (("ana", harbour), ("ben", harbour), ("ben", hill)):
        PersonClinic.objects.create(patient_id=patient_id, clinic=clinic)
    one = staff("coordinator")
    one.clinics.add(harbour, hill)
    CareTeam.objects.create(staff=one, patient_id="ana", since=timezone.now())


def of(patient_id):
    return {
        model._meta.label: set(
            model._default_manager.filter(patient_id=patient_id).values_list("pk", flat=True)
        )
        for model in merge.tables()
    }


def test_every_table_with_a_person_moves_or_says_why_not():
    named = {
        model
        for model in apps.get_models()
        if any(each.name == "patient_id" for each in model._meta.concrete_fields)
    }
    stays = {model._meta.label for model in named - set(merge.tables())}
    assert {"desk.AuditEvent", "desk.SearchWord", "desk.Patient"} <= stays
    for label in stays - {"desk.AuditEvent", "desk.SearchWord", "desk.Patient"}:
        assert apps.get_model(label)._meta.get_field("patient_id").primary_key, label
    assert {model for name, model in RECORD.items() if name not in ("patient", "note")} <= set(merge.tables())


def test_all_rows_of_the_one_stand_under_the_other_with_their_own_ids(two, staff):
    before_ana, before_ben = of("ana"), of("ben")
    merge.merge(kept="ana", gone="ben", reason=WHY, staff=staff("coordinator"))
    after = of("ana")
    assert all(before_ben[f"desk.{each}"] for each in ("Condition", "Resource", "Answer"))
    for label, rows in before_ana.items():
        if label != "desk.PersonClinic":
            assert after[label] == rows | before_ben[label], label
    assert PersonClinic.objects.filter(patient_id="ana").count() == 2
    assert not Patient.objects.filter(patient_id="ben").exists()
    assert Patient.objects.get(patient_id="ana").name == "Ana Silva"


def test_merging_and_undoing_leaves_the_store_as_it_was_row_for_row(two, staff, every_row):
    before = every_row()
    done = merge.merge(kept="ana", gone="ben", reason=WHY, staff=staff("coordinator"))
    assert every_row() != before
    merge.undo(done, staff("coordinator"))
    assert every_row() == before


def test_what_was_written_since_stays_with_the_person_who_was_kept(two, staff):
    done = merge.merge(kept="ana", gone="ben", reason=WHY, staff=staff("coordinator"))
    goal = RECORD["goal"].objects.create(row_id="goal/1#1", patient_id="ana", text="walk to the sea")
    merge.undo(done, staff("coordinator"))
    goal.refresh_from_db()
    assert goal.patient_id == "ana"


def test_a_chain_of_merges_comes_apart_from_its_end(two, load, staff, every_row):
    load("cleo")
    start, who = every_row(), staff("coordinator")
    first = merge.merge(kept="ben", gone="cleo", reason=WHY, staff=who)
    second = merge.merge(kept="ana", gone="ben", reason=WHY, staff=who)
    with pytest.raises(MergeError, match="merged again since"):
        merge.undo(first, who)
    merge.undo(second, who)
    merge.undo(first, who)
    assert every_row() == start
    with pytest.raises(MergeError, match="undone already"):
        merge.undo(first, who)


@pytest.mark.parametrize(("kept", "gone"), [("ana", "ana"), ("ana", "zoe"), ("zoe", "ana")])
def test_only_two_records_that_are_there_can_be_merged(two, staff, every_row, kept, gone):
    before = every_row()
    with pytest.raises(MergeError):
        merge.merge(kept=kept, gone=gone, reason=WHY, staff=staff("coordinator"))
    assert every_row() == before


def test_a_chart_that_arrives_again_follows_its_person_and_can_still_be_taken_out(
    two, load, staff, every_row
):
    before = every_row()
    done = merge.merge(kept="ana", gone="ben", reason=WHY, staff=staff("coordinator"))
    load("ben")
    assert not Patient.objects.filter(patient_id="ben").exists()
    assert not RECORD["condition"].objects.filter(patient_id="ben").exists()
    assert RECORD["condition"].objects.filter(patient_id="ana").count() == 2
    merge.undo(Merge.objects.get(pk=done.pk), staff("coordinator"))
    after = every_row()
    assert {label for label in before if before[label] != after[label]} == set()


def test_the_merged_person_is_found_by_either_name_and_number(two, staff):
    from lenitive.desk.search import found

    merge.merge(kept="ana", gone="ben", reason=WHY, staff=staff("coordinator"))
    for words in ("silva", "ozturk", "n-ben"):
        assert [row.patient_id for row in found(Patient.objects.all(), words)] == ["ana"], words


def test_the_pages_merge_and_take_apart_and_the_trail_shows_both(two, signed_in, every_row):
    one = signed_in("coordinator")
    before = every_row()
    assert "Ben Öztürk" in one.get("/people/ana/merge/?search=ozt").content.decode()
    side_by_side = one.get("/people/ana/merge/?with=ben").content.decode()
    assert "N-ana" in side_by_side
    assert "N-ben" in side_by_side
    assert one.post("/people/ana/merge/", {"with": "ben", "reason": "x"}).status_code == 422
    assert one.post("/people/ana/merge/", {"with": "ben", "reason": WHY}).url == "/people/ana/changes/"
    assert one.get("/people/ben/access/").url == "/people/ana/access/"
    page = one.get("/people/ana/changes/").content.decode()
    assert WHY in page
    done = Merge.objects.get()
    assert one.post(f"/people/ana/merges/{done.pk}/undo/").url == "/people/ana/changes/"
    assert every_row() == before
    trail = one.get("/people/ana/trail/").content.decode()
    assert "The coordinator merged Ben Öztürk (N-ben) into Ana Silva (N-ana)" in trail
    assert "The coordinator took Ben Öztürk (N-ben) out of Ana Silva (N-ana) again" in trail
    assert AuditEvent.objects.filter(action="merged_person", why=WHY).count() == 1


def test_a_birth_date_that_cannot_be_the_same_is_said_before_merging(two, signed_in):
    one = signed_in("coordinator")
    words = "The birth dates differ."
    assert words not in one.get("/people/ana/merge/?with=ben").content.decode()
    Patient.objects.filter(patient_id="ben").update(birth_date_low="1980-01-01", birth_date_high="1980-12-31")
    assert words in one.get("/people/ana/merge/?with=ben").content.decode()


@pytest.mark.django_db(transaction=True)
def test_two_who_merge_and_take_apart_at_once_leave_one_whole_record(load_names, staff):
    load_names("ana", "ben")
    who = staff("coordinator")

    def at_once(work):
        def run(_):
            try:
                work()
            except MergeError:
                return "refused"
            finally:
                connection.close()
            return "done"

        with ThreadPoolExecutor(3) as pool:
            return sorted(pool.map(run, range(3)))

    said = at_once(lambda: merge.merge(kept="ana", gone="ben", reason=WHY, staff=who))
    assert said == ["done", "refused", "refused"]
    done = Merge.objects.get()
    assert at_once(lambda: merge.undo(done, who)) == ["done", "refused", "refused"]
    assert set(Patient.objects.values_list("patient_id", flat=True)) == {"ana", "ben"}


def test_merging_twice_with_the_same_form_merges_once(two, signed_in):
    one = signed_in("coordinator")
    answers = [one.post("/people/ana/merge/", {"with": "ben", "reason": WHY}) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [302, 422]
    assert Merge.objects.count() == 1


def test_somebody_of_another_clinic_is_neither_found_nor_merged(two, staff, signed_in):
    PersonClinic.objects.filter(patient_id="ben").delete()
    PersonClinic.objects.create(patient_id="ben", clinic=Clinic.objects.get(name="Hill"))
    staff("coordinator").clinics.set(Clinic.objects.filter(name="Harbour"))
    one = signed_in("coordinator")
    for address in ("?search=ozt", "?with=ben", ""):
        assert "Öztürk" not in one.get(f"/people/ana/merge/{address}").content.decode()
    assert one.post("/people/ana/merge/", {"with": "ben", "reason": WHY}).status_code == 422
    assert Merge.objects.count() == 0
