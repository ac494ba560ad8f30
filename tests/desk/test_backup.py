"""A backup is the store of one moment, row for row; it is restored whole or not at all; damage is found."""

from __future__ import annotations

import json
import threading
import zipfile
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from importlib import import_module

import pytest
from click.testing import CliRunner
from django.db import connection, connections, transaction
from django.utils import timezone

from lenitive.cli import group
from lenitive.desk import audit
from lenitive.desk.backup import backup, read_manifest, restore
from lenitive.desk.backup import restoring as restoring_module
from lenitive.desk.backup.snapshot import snapshot
from lenitive.desk.checks import check_store
from lenitive.desk.models import RECORD, AuditEvent, CareTeam, Patient, Staff
from lenitive.errors import ConfigurationError, InputError
from tests.desk.charts import chart
from tests.desk.test_audit import tamper

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def charts(db, tmp_path):
    """Two people with whole charts, and somebody who cares for them."""
    from lenitive.desk.importer import import_paths

    paths = []
    for name in ("ana", "ben"):
        path = tmp_path / f"{name}.json"
        path.write_text(json.dumps(chart(name)))
        paths.append(path)
    import_paths(paths)
    staff = Staff.objects.create_staff("nurse", name="Nurse Ñandú 🌿", role="nurse", password="any long one")
    CareTeam.objects.create(staff=staff, patient_id="ana", since=timezone.now())


def whole_store():
    """Every table with its columns and rows, as the store holds them."""
    with snapshot() as store:
        return {
            name: (
                store.columns(name),
                sorted(repr(row) for piece in store.pieces(name) for row in piece),
            )
            for name in store.tables()
        }


def test_what_is_restored_is_what_was_backed_up(charts, tmp_path):
    before = whole_store()
    told = backup(tmp_path / "b.zip")
    audit.record(None, "see", what="summary", allowed=True, why="test", actor="nurse")
    Staff.objects.update(name="Somebody else")
    assert whole_store() != before
    restore(tmp_path / "b.zip", replace=True)
    assert whole_store() == before
    assert told.rows == sum(len(rows) for _columns, rows in before.values())
    assert told.head == audit.verify_chain().head
    assert all(check.good for check in check_store(since=told.head))


def test_the_store_works_after_a_restore(charts, tmp_path):
    backup(tmp_path / "b.zip")
    restore(tmp_path / "b.zip", replace=True)
    event = audit.record(None, "see", what="summary", allowed=True, why="test", actor="nurse")
    assert event.pk == AuditEvent.objects.order_by("-id").values_list("id", flat=True)[1] + 1
    made = Staff.objects.create_staff("new", name="New", role="nurse", password="any long one")
    assert made.pk > Staff.objects.get(username="nurse").pk
    assert audit.verify_chain().sound


def test_a_backup_under_load_is_the_store_of_one_moment(charts, tmp_path):
    """Each writer adds a relation and an event in one transaction; a backup holds both of a pair or none."""
    stop = threading.Event()
    nurse = Staff.objects.get().pk

    def write(name):
        count = 0
        while not stop.is_set():
            with transaction.atomic():
                CareTeam.objects.create(
                    staff_id=nurse, patient_id="ben", since=timezone.now(), reason=f"{name} {count}"
                )
                audit.record(None, "joined", what=f"{name} {count}", allowed=True, why="load", actor="nurse")
            count += 1
        connections.close_all()
        return count

    with ThreadPoolExecutor(3) as pool:
        writers = [pool.submit(write, name) for name in ("one", "two", "three")]
        threading.Event().wait(0.3)
        manifests = [backup(tmp_path / f"{n}.zip") for n in range(3)]
        stop.set()
        written = sum(writer.result() for writer in writers)
    assert written == AuditEvent.objects.filter(action="joined").count()
    live = whole_store()
    events = [event.hash for event in AuditEvent.objects.order_by("id")]
    for number, manifest in reversed(list(enumerate(manifests))):
        restore(tmp_path / f"{number}.zip", replace=True)
        kept = whole_store()
        joined = set(AuditEvent.objects.filter(action="joined").values_list("what", flat=True))
        assert joined == set(CareTeam.objects.exclude(reason="").values_list("reason", flat=True))
        assert [event.hash for event in AuditEvent.objects.order_by("id")] == events[: len(joined) + 1]
        assert audit.verify_chain().head == manifest.head
        for name, (columns, rows) in live.items():
            if name in ("desk_auditevent", "desk_careteam"):
                assert set(kept[name][1]) <= set(rows)
            elif name != "sqlite_sequence":
                assert kept[name] == (columns, rows), name
    assert 0 < manifests[0].tables["desk_careteam"].rows < written


def test_a_store_in_use_is_not_overwritten_unless_asked(charts, tmp_path):
    before = whole_store()
    backup(tmp_path / "b.zip")
    with pytest.raises(ConfigurationError, match="in use already; nothing was changed"):
        restore(tmp_path / "b.zip")
    assert whole_store() == before


def damaged(path, kind):
    content = path.read_bytes()
    if kind == "empty":
        path.write_bytes(b"")
    elif kind == "cut short":
        path.write_bytes(content[: len(content) // 2])
    elif kind == "text":
        path.write_text("a letter to Ana")
    elif kind == "another archive":
        with zipfile.ZipFile(path, "w") as other:
            other.writestr("letter.txt", "to Ana")
    elif kind == "a byte changed":
        place = content.index(b"tables/record_resource.json") + 60
        path.write_bytes(content[:place] + bytes([content[place] ^ 255]) + content[place + 1 :])
    elif kind == "a table changed":
        rewrite(path, "tables/desk_staff.json", lambda text: text.replace(b"Nurse", b"Purse"))
    elif kind == "rows left out":
        rewrite(path, "tables/desk_auditevent.json", lambda _text: b"[]\n")
    elif kind == "a table left out":
        rewrite(path, "tables/record_score.json", lambda _text: None)
    elif kind == "of a later format":
        rewrite(path, "manifest.json", lambda text: text.replace(b"backup 1", b"backup 9"))
    elif kind == "of a later version":
        rewrite(path, "manifest.json", lambda text: text.replace(b"0002_append_only_audit", b"0999_later"))
    elif kind == "missing":
        path.unlink()


def rewrite(path, name, change):
    with zipfile.ZipFile(path) as archive:
        members = {each: archive.read(each) for each in archive.namelist()}
    with zipfile.ZipFile(path, "w") as archive:
        for each, text in members.items():
            content = change(text) if each == name else text
            if content is not None:
                archive.writestr(each, content)


DAMAGES = {
    "missing": "no such file",
    "empty": "no backup of Lenitive, or it was cut short",
    "cut short": "no backup of Lenitive, or it was cut short",
    "text": "no backup of Lenitive",
    "another archive": "no backup of Lenitive",
    "a byte changed": "the table record_resource is not as it was written",
    "a table changed": "the table desk_staff is not as it was written",
    "rows left out": "the table desk_auditevent is not as it was written",
    "a table left out": "the table record_score is not as it was written",
    "of a later format": "its format is 'lenitive backup 9'",
    "of a later version": "whose tables this one does not know (desk.0999_later)",
}


def test_a_damaged_or_foreign_file_is_refused_and_nothing_changes(charts, tmp_path):
    good = tmp_path / "good.zip"
    backup(good)
    before = whole_store()
    for kind, words in DAMAGES.items():
        path = tmp_path / "damaged.zip"
        path.write_bytes(good.read_bytes())
        damaged(path, kind)
        with pytest.raises(InputError) as refused:
            restore(path, replace=True)
        assert words in str(refused.value), kind
        assert "\n" not in str(refused.value)
        assert whole_store() == before, kind


def test_a_restore_that_fails_half_way_leaves_the_store_as_it_was(charts, tmp_path, monkeypatch):
    backup(tmp_path / "b.zip")
    before = whole_store()
    whole = restoring_module.archive.pieces

    def half(path, name):
        if name == "record_score":
            raise OSError("the disk went away")
        yield from whole(path, name)

    monkeypatch.setattr(restoring_module.archive, "pieces", half)
    with pytest.raises(OSError, match="went away"):
        restore(tmp_path / "b.zip", replace=True)
    assert whole_store() == before
    assert audit.verify_chain().sound


def test_a_backup_is_for_its_owner_only_and_half_of_one_is_never_left(charts, tmp_path, monkeypatch):
    path = tmp_path / "b.zip"
    backup(path)
    assert path.stat().st_mode & 0o077 == 0
    good = path.read_bytes()

    def fails(*_args):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("lenitive.desk.backup.archive.Writer.table", fails)
    with pytest.raises(ConfigurationError, match="No space left on device"):
        backup(path)
    assert path.read_bytes() == good
    assert [each.name for each in tmp_path.iterdir() if each.suffix == ".part"] == []


def test_a_backup_says_what_it_holds(charts, tmp_path):
    backup(tmp_path / "b.zip")
    told = read_manifest(tmp_path / "b.zip")
    assert told.tables["record_patient"].rows == 2
    assert ["desk", "0002_append_only_audit"] in told.migrations


def wrong(checks):
    return [check.sentence for check in checks if not check.good]


def test_a_whole_store_is_good(charts):
    checks = check_store()
    assert wrong(checks) == []
    assert any(check.sentence.startswith("The audit trail is whole: 1 events") for check in checks)
    assert any(check.sentence == "Every row is about one of 2 people." for check in checks)


@contextmanager
def behind_the_guards(deed):
    """Do something to the audit trail with its triggers off; put them back at the end."""
    tamper(deed)
    yield
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE desk_auditevent ENABLE TRIGGER USER")
    else:
        with connection.schema_editor() as editor:
            import_module("lenitive.desk.migrations.0002_append_only_audit").add(None, editor)


@pytest.mark.parametrize(
    "deed",
    [
        "UPDATE desk_auditevent SET why = 'nothing to see' WHERE id = 2",
        "UPDATE desk_auditevent SET at = '2020-01-01 00:00:00' WHERE id = 2",
        "DELETE FROM desk_auditevent WHERE id = 2",
    ],
)
def test_an_event_changed_behind_the_triggers_is_found(charts, deed):
    first = AuditEvent.objects.get()
    for what in ("one", "two"):
        audit.record(None, "see", what=what, allowed=True, why="test", actor="nurse", patient_id="ana")
    with behind_the_guards(deed.replace("id = 2", f"id = {first.pk + 1}")):
        found = wrong(check_store())
    assert len(found) == 2
    assert "a trigger was taken off" in found[0]
    place = first.pk + (2 if deed.startswith("DELETE") else 1)
    assert found[1].startswith(f"The audit trail was changed: after 1 good events, event {place} of 20")


def test_a_trail_that_was_cut_short_is_found_by_its_former_end(charts):
    audit.record(None, "see", what="one", allowed=True, why="test", actor="nurse")
    end = audit.verify_chain().head
    assert wrong(check_store(since=end)) == []
    with behind_the_guards("DELETE FROM desk_auditevent WHERE action = 'see'"):
        assert any(f"does not go through {end}" in sentence for sentence in wrong(check_store(since=end)))


def test_rows_about_nobody_are_found(charts):
    Patient.objects.filter(patient_id="ben").delete()
    (found,) = wrong(check_store())
    assert "people who are not in the store" in found
    assert "1 in record_condition" in found


@pytest.mark.parametrize(
    ("table", "column", "cell"),
    [
        ("score", "value_number", "'heavy'"),
        ("patient", "dead", "2"),
        ("patient", "birth_date_low", "'2026-13-01'"),
        ("resource", "loaded_at", "'May'"),
        ("condition", "text", "x'00'"),
    ],
)
def test_a_cell_of_another_kind_is_found(charts, table, column, cell):
    if connection.vendor == "postgresql":
        pytest.skip("PostgreSQL itself refuses it")
    row = RECORD[table].objects.first()
    with connection.cursor() as cursor:
        cursor.execute(f'UPDATE record_{table} SET "{column}" = {cell} WHERE row_id = %s', [row.pk])
    assert wrong(check_store()) == [f"The table {table} holds cells that do not fit it: 1 in {column}."]


def test_a_relation_to_nobody_is_found(charts):
    if connection.vendor == "postgresql":
        pytest.skip("PostgreSQL itself refuses it")
    connection.disable_constraint_checking()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE desk_careteam SET staff_id = 999")
    connection.enable_constraint_checking()
    assert any("points to one that is not there" in sentence for sentence in wrong(check_store()))
    CareTeam.objects.all().delete()


def command(name, *words):
    """What a command printed, and its exit status, as `lenitive` runs it."""
    runner = CliRunner()
    return runner.invoke(group, [name, *map(str, words)])


def test_the_commands_say_what_they_did(charts, tmp_path):
    path = tmp_path / "b.zip"
    made = command("backup", path)
    head = audit.verify_chain().head
    assert made.exit_code == 0, made.output
    assert f"Its audit trail ends with {head}." in made.output
    refused = command("restore", path)
    assert isinstance(refused.exception, ConfigurationError)
    assert str(refused.exception).endswith("set LENITIVE_HOME to an empty directory.")
    done = command("restore", path, "--replace")
    assert done.exit_code == 0, done.output
    assert done.output.startswith("Restored ")
    checked = command("check", "--since", head)
    assert checked.exit_code == 0, checked.output
    assert "WRONG" not in checked.output


def test_check_fails_when_something_is_wrong(charts):
    Patient.objects.filter(patient_id="ben").delete()
    checked = command("check")
    assert "WRONG There are rows about people who are not in the store" in checked.output
    assert str(checked.exception).startswith("the store: 1 check failed.")
