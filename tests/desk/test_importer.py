"""Charts into the store: all or nothing, twice is once, and exactly what was read comes out again."""

from __future__ import annotations

from datetime import date

import orjson
import pytest
from django.db import connection

from lenitive.desk import facts, store
from lenitive.desk.importer import import_paths
from lenitive.desk.models import RECORD, AuditEvent, Patient, Resource
from lenitive.desk.signals import charts_loaded
from lenitive.errors import InputError
from lenitive.measure import score_record
from lenitive.reason.assess import assess
from lenitive.record import read
from lenitive.record.rows import in_memory
from lenitive.record.schema import TABLES
from tests.desk.charts import chart

pytestmark = pytest.mark.django_db


@pytest.fixture
def write(tmp_path):
    def file(name, document):
        path = tmp_path / name
        path.write_bytes(document if isinstance(document, bytes) else orjson.dumps(document))
        return path

    return file


def everything():
    """All rows of the store, as its driver gives them."""
    found = {}
    with connection.cursor() as cursor:
        for table in TABLES:
            names = ", ".join(f'"{name}"' for name in table.column_names)
            cursor.execute(f"SELECT {names} FROM record_{table.name} ORDER BY row_id")
            found[table.name] = cursor.fetchall()
        cursor.execute("SELECT word, patient_id FROM desk_searchword ORDER BY 1, 2")
        found["word"] = cursor.fetchall()
    return found


def as_read(path):
    """The same rows without the store in between."""
    record = read.open_record()
    read.load(record, [path])
    score_record(record)
    return rows_of(record)


def rows_of(record):
    return {
        table.name: record.execute(f'SELECT * FROM "{table.name}" ORDER BY row_id').fetchall()
        for table in TABLES
        if table.name != "resource"
    }


def test_what_comes_out_is_what_was_read(write):
    path = write("ana.json", chart("ana"))
    report = import_paths([path])
    assert report.sentence() == "1 person, 4 resources: 4 new or changed."
    with store.person("ana") as record:
        found = rows_of(record)
    assert found == as_read(path)
    assert {"patient", "condition", "medication", "response", "answer", "score"} <= {
        n for n, r in found.items() if r
    }


def test_people_who_were_read_are_found(write, staff):
    import_paths([write("ben.json", chart("ben"))])
    assert [line.name for line in store.people("ozt n-ben 1972", staff=staff("nurse")).rows] == ["Ben Öztürk"]


def test_a_record_holds_one_person_and_is_empty_for_the_next(write):
    import_paths([write("ana.json", chart("ana")), write("ben.json", chart("ben"))])
    for who in ("ana", "ben", "ana"):
        with store.person(who) as record:
            assert {row[0] for rows in rows_of(record).values() for row in rows} == {who}
    with store.person("nobody") as record:
        assert not any(rows_of(record).values())


def test_a_reader_that_failed_leaves_nothing_to_the_next_one(write):
    import_paths([write("ana.json", chart("ana")), write("ben.json", chart("ben"))])
    with pytest.raises(RuntimeError), store.person("ana"):
        raise RuntimeError
    with store.person("ben") as record:
        assert {row[0] for rows in rows_of(record).values() for row in rows} == {"ben"}


def test_rows_that_a_reader_added_are_not_handed_to_the_next_one(write):
    import_paths([write("ana.json", chart("ana")), write("ben.json", chart("ben"))])
    with store.person("ana") as record:
        record.execute("INSERT INTO device BY NAME SELECT 'ana' AS patient_id, 'made' AS row_id")
        assert ("made",) in record.execute("SELECT row_id FROM device").fetchall()
    with store.person("ben") as record:
        assert {row[0] for rows in rows_of(record).values() for row in rows} == {"ben"}


def test_raw_resources_come_only_when_asked_for(write):
    import_paths([write("ana.json", chart("ana"))])
    with store.person("ana") as record:
        assert record.execute("SELECT count(*) FROM resource").fetchone() == (0,)
    with store.person("ana", raw=True) as record:
        assert record.execute("SELECT count(*) FROM resource").fetchone() == (4,)


def test_the_raw_resource_stands_behind_each_row(write):
    import_paths([write("ana.json", chart("ana"))])
    given = chart("ana")["entry"][2]["resource"]
    assert orjson.loads(store.raw_resource("ana", "MedicationRequest/ana-order#1")) == given
    assert store.raw_resource("ben", "MedicationRequest/ana-order#1") is None
    assert store.raw_resource("ana", "note#12") is None


def test_loading_twice_changes_nothing(write):
    path = write("ana.json", chart("ana"))
    import_paths([path])
    before = everything()
    report = import_paths([path])
    assert report.sentence() == "1 person, 4 resources: nothing new."
    assert everything() == before


def test_a_changed_resource_replaces_its_rows_and_no_others(write):
    import_paths([write("ana.json", chart("ana")), write("ben.json", chart("ben"))])
    before = everything()
    changed = chart("ana")
    changed["entry"][1]["resource"]["code"]["text"] = "Neck pain"
    changed["entry"][3]["resource"]["item"].pop()
    report = import_paths([write("ana.json", changed)])
    assert report.new == 2
    texts = RECORD["condition"].objects.order_by("row_id").values_list("text", flat=True)
    assert list(texts) == ["Neck pain", "Low back pain"]
    assert RECORD["answer"].objects.filter(patient_id="ana").count() == 2
    after = everything()
    assert [row for row in before["answer"] if row[0] == "ben"] == [
        row for row in after["answer"] if row[0] == "ben"
    ]
    assert before["medication"] == after["medication"]


def test_rows_about_somebody_who_is_known_need_no_patient_in_the_file(write):
    import_paths([write("ana.json", chart("ana"))])
    later = chart("ana")
    later["entry"] = later["entry"][1:2]
    later["entry"][0]["resource"]["id"] = "ana-neck"
    assert import_paths([write("later.json", later)]).people == 0
    assert RECORD["condition"].objects.filter(patient_id="ana").count() == 2
    assert Patient.objects.get().name == "Ana Silva"


def test_rows_about_a_stranger_stop_everything(write):
    later = chart("ana")
    later["entry"].append(chart("ben")["entry"][1])
    with pytest.raises(InputError, match=r"Patient/ben.*nothing was stored"):
        import_paths([write("both.json", later)])
    assert not any(everything().values())


def test_one_bad_file_stops_all_of_them(write):
    good, bad = write("ana.json", chart("ana")), write("bad.json", b'{"resourceType": "Bundle", "entry": [')
    with pytest.raises(InputError, match=r"bad\.json"):
        import_paths([good, bad])
    assert not any(everything().values())
    assert not AuditEvent.objects.filter(action="import").exists()


def test_with_keep_going_the_good_ones_are_stored_and_the_bad_one_is_noted(write):
    good, bad = write("ana.json", chart("ana")), write("bad.json", b'{"resourceType": "Bundle", "entry": [')
    report = import_paths([good, bad], keep_going=True)
    assert report.people == 1
    assert any(note.severity == "fatal" and "bad.json" in note.where for note in report.notes)
    assert Patient.objects.count() == 1
    assert RECORD["note"].objects.count() == len(report.notes)


def test_a_note_goes_when_its_file_is_mended(write):
    damaged = chart("ana")
    damaged["entry"][1]["resource"]["onsetDateTime"] = "2024-13-45"
    import_paths([write("ana.json", damaged)], keep_going=True)
    noted = RECORD["note"].objects.count()
    import_paths([write("ana.json", damaged)], keep_going=True)
    assert RECORD["note"].objects.count() == noted >= 1
    import_paths([write("ana.json", chart("ana"))])
    assert RECORD["note"].objects.count() == 0


def test_a_store_that_fails_half_way_holds_what_it_held(write, monkeypatch):
    import_paths([write("ana.json", chart("ana"))])
    before = everything()
    from lenitive.desk import replace

    def break_off(*_):
        raise RuntimeError("the power went")

    monkeypatch.setattr(replace, "_index", break_off)
    with pytest.raises(RuntimeError):
        import_paths([write("ben.json", chart("ben"))])
    monkeypatch.undo()
    assert everything() == before
    assert import_paths([write("ben.json", chart("ben"))]).people == 1


def test_an_import_is_in_the_trail_and_says_whose_rows_changed(write):
    told = []
    charts_loaded.connect(lambda patient_ids, **_: told.append(patient_ids), weak=False, dispatch_uid="test")
    try:
        import_paths([write("ana.json", chart("ana"))])
    finally:
        charts_loaded.disconnect(dispatch_uid="test")
    assert told == [("ana",)]
    assert AuditEvent.objects.get().what == "ana.json: 1 person, 4 resources: 4 new or changed"


def test_invented_people_are_said_to_be_invented(write):
    assert facts.people_are() == "nobody"
    ana, ben = write("ana.json", chart("ana")), write("ben.json", chart("ben"))
    import_paths([ana], synthetic=True)
    assert facts.people_are() == "invented"
    import_paths([ben])
    assert facts.people_are() == "mixed"
    import_paths([ben], synthetic=True)
    assert not Patient.objects.get(
        patient_id="ben"
    ).synthetic  # who is real is never turned into an invented person


def test_times_and_dates_stay_what_they_were(write):
    import_paths([write("ana.json", chart("ana"))])
    order = RECORD["medication"].objects.get()
    assert order.start_time.isoformat() == "2026-05-02T07:30:00+00:00"
    assert (str(RECORD["condition"].objects.get().onset_low), str(order.start_low)) == (
        "2024-03-01",
        "2026-05-02",
    )


def test_the_time_of_the_first_reading_is_kept(write):
    path = write("ana.json", chart("ana"))
    import_paths([path])
    first = Resource.objects.values_list("row_id", "loaded_at")
    before = dict(first)
    import_paths([path])
    assert dict(first.all()) == before


def test_the_rows_of_a_person_are_the_same_in_memory_and_in_a_database(write):
    import_paths([write("a.json", chart("ana"))])
    with store.person("ana", raw=True) as record:
        held = {table.name: record.rows(table.name) for table in TABLES}
        in_database = {
            table.name: record.execute(f'SELECT * FROM "{table.name}" ORDER BY row_id').fetchall()
            for table in TABLES
        }
    assert held == in_database
    assert sum(map(len, held.values())) > 10


@pytest.mark.parametrize("patient", ["ana", "ben"])
def test_a_person_in_memory_is_judged_as_one_in_a_database(write, patient):
    today = date(2026, 6, 1)
    import_paths([write("a.json", chart(patient))])
    with store.person(patient) as record:
        in_rows = assess(record, patient_id=patient, as_of=today)
        assert in_memory(record) is not None
    with store.person(patient) as record:
        in_database = assess(record.connection, patient_id=patient, as_of=today)
    assert in_rows == in_database
