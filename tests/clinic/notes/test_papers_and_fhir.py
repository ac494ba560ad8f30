"""What was signed as PDF/UA-1 and as FHIR: every word, its standing, and back through our importer."""

from __future__ import annotations

import base64
import io
import re
from datetime import datetime
from xml.etree import ElementTree

import orjson
import pytest
from pypdf import PdfReader

from lenitive.clinic.notes.reading import reading_of
from lenitive.desk.importer import import_paths
from lenitive.desk.models import RECORD
from lenitive.knowledge.visits.notes import note_kinds
from tests.clinic.notes.conftest import WHO, address, amended, begun, draft_of, fill, sign, signed
from tests.clinic.notes.test_letters import agree

MARKUP = "#panic() *x* _y_ $z$ <label> [#text] & <script>alert(1)</script>"


def pdf_of(client, note, rest):
    answer = client.get(address(note, rest))
    assert answer["Content-Type"] == "application/pdf"
    return answer.content


def words_of(made: bytes) -> str:
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(made)).pages]
    return "".join("".join(pages).split())


@pytest.mark.parametrize("kind", [each.id for each in note_kinds().kinds])
def test_every_note_and_letter_is_pdf_ua_with_every_word_that_was_signed(chart, physician, decision, kind):
    decision("Aerobic exercise", "Accepted", reason=MARKUP)
    note = begun(physician, kind)
    fill(physician, note)
    if note_kinds().kind(kind).consent:
        agree(physician, note)
    assert sign(physician, note).status_code == 302
    made = pdf_of(physician, note, "versions/1.pdf")
    root = PdfReader(io.BytesIO(made)).trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en"
    assert "pdfuaid:part" in root["/Metadata"].get_data().decode()
    shown, reading = words_of(made), reading_of(note.versions.get())
    lost = [
        line.text
        for section in reading.sections
        for line in section.lines
        if "".join(line.text.split()) not in shown
    ]
    assert lost == []
    titles = [each.title for each in reading.sections if not (reading.letter and each.id == "to")]
    places = [shown.index("".join(title.split())) for title in titles]
    assert places == sorted(places)
    assert "".join(reading.signature.split()) in shown
    assert made == pdf_of(physician, note, "versions/1.pdf")


def test_every_later_print_of_either_version_says_amended(physician):
    note = signed(physician, found="Block of the right knee.")
    assert "Amended" not in words_of(pdf_of(physician, note, "versions/1.pdf"))
    amended(physician, note, found="Block of the left knee.")
    first, second = (words_of(pdf_of(physician, note, f"versions/{number}.pdf")) for number in (1, 2))
    assert "Version1,amendedsince:version2counts." in first
    assert "Blockoftherightknee." in first
    assert "Amended,version2.Correction" in second
    assert "Itwastheleftside." in second
    assert all(
        "amended"
        in PdfReader(io.BytesIO(pdf_of(physician, note, f"versions/{n}.pdf"))).pages[0].extract_text()
        for n in (1, 2)
    )


def test_a_draft_says_on_paper_that_nobody_signed_it(physician):
    note = begun(physician, "work")
    assert "Draft.Nobodysignedit." in words_of(pdf_of(physician, note, "draft.pdf"))
    assert draft_of(note).closed_at is None


def json_of(client, note, rest):
    answer = client.get(address(note, rest))
    assert answer["Content-Type"] == "application/fhir+json"
    return orjson.loads(answer.content)


# FHIR R4: element -> whether it must be there, as the specification of each resource says.
REQUIRED = {
    "Bundle": {"type", "identifier", "timestamp", "entry"},  # bdl-9, bdl-10: of a document
    "Composition": {"status", "type", "date", "author", "title"},
    "DocumentReference": {"status", "content"},
    "Patient": set(),
    "Practitioner": set(),
    "Organization": {"name"},
}
STATUS = {
    "Composition": {"preliminary", "final", "amended", "entered-in-error"},
    "DocumentReference": {"current", "superseded", "entered-in-error"},
}
ID = re.compile(r"[A-Za-z0-9\-.]{1,64}")


def check_resource(resource):
    kind = resource["resourceType"]
    assert set(resource) >= REQUIRED[kind], kind
    assert ID.fullmatch(resource["id"])
    assert resource.get("status") in STATUS.get(kind, {resource.get("status")})
    assert not [name for name, value in resource.items() if value in (None, "", [], {})]


def check_document(bundle):
    """The invariants of a FHIR R4 document."""
    check_resource(bundle)
    assert bundle["type"] == "document"
    assert datetime.fromisoformat(bundle["timestamp"]).tzinfo
    urls = [each["fullUrl"] for each in bundle["entry"]]
    assert len(set(urls)) == len(urls)
    assert all(url.startswith("urn:uuid:") for url in urls)
    composition = bundle["entry"][0]["resource"]
    assert composition["resourceType"] == "Composition"
    for each in bundle["entry"]:
        check_resource(each["resource"])
    for reference in references(composition):
        assert reference in urls
    for section in composition["section"]:
        assert section["text"]["status"] == "generated"
        div = narrative(section)
        assert div.tag == "{http://www.w3.org/1999/xhtml}div"
        assert "".join(div.itertext()).strip()
    return composition


def narrative(section):
    return ElementTree.fromstring(section["text"]["div"])  # noqa: S314 - it is ours


def references(value):
    if isinstance(value, dict):
        if "reference" in value:
            yield value["reference"]
        for each in value.values():
            yield from references(each)
    elif isinstance(value, list):
        for each in value:
            yield from references(each)


def test_a_version_is_a_document_with_its_composition_and_every_word(physician, decision):
    decision("Aerobic exercise", "Accepted", reason=MARKUP)
    note = signed(physician, "follow_up")
    composition = check_document(json_of(physician, note, "versions/1/document.json"))
    assert composition["status"] == "final"
    assert composition["attester"][0]["party"]["display"] == "The physician"
    said = "".join("".join(narrative(each).itertext()) for each in composition["section"])
    for section in reading_of(note.versions.get()).sections:
        assert all(line.text in said for line in section.lines)


def test_an_amended_document_names_the_one_that_it_replaces_and_says_why(physician):
    note = signed(physician, found="Right.")
    first = check_document(json_of(physician, note, "versions/1/document.json"))
    amended(physician, note, found="Left.")
    second = check_document(json_of(physician, note, "versions/2/document.json"))
    assert second["status"] == "amended"
    assert second["relatesTo"][0]["targetIdentifier"] == first["identifier"]
    assert second["section"][0]["title"] == "Amended"
    old = json_of(physician, note, "versions/1/reference.json")
    new = json_of(physician, note, "versions/2/reference.json")
    assert (old["status"], new["status"], new["docStatus"]) == ("superseded", "current", "amended")
    assert new["relatesTo"][0]["target"]["reference"] == f"DocumentReference/{old['id']}"


def test_a_co_signed_document_names_its_author_and_who_attests(physician, trainee):
    note = begun(trainee)
    fill(trainee, note)
    sign(physician, note)
    composition = check_document(json_of(physician, note, "versions/1/document.json"))
    assert [each["display"] for each in composition["author"]] == ["The trainee"]
    assert composition["attester"][0]["party"]["display"] == "The physician"


def test_the_reference_carries_the_pdf_and_comes_back_whole_through_our_importer(chart, physician, tmp_path):
    note = signed(physician, "contact", found="Pain is better.")
    made = json_of(physician, note, "versions/1/reference.json")
    check_resource(made)
    attachment = made["content"][0]["attachment"]
    pdf = base64.b64decode(attachment["data"])
    assert (attachment["contentType"], attachment["size"]) == ("application/pdf", len(pdf))
    assert pdf == pdf_of(physician, note, "versions/1.pdf")
    patient = orjson.loads(RECORD["resource"].objects.get(patient_id=WHO, type="Patient").json)
    bundle = {
        "resourceType": "Bundle",
        "type": "collection",
        "entry": [{"resource": patient}, {"resource": made}],
    }
    path = tmp_path / "note.json"
    path.write_bytes(orjson.dumps(bundle))
    report = import_paths([path])
    assert not [each for each in report.notes if each.severity != "info"]
    kept = RECORD["resource"].objects.get(patient_id=WHO, type="DocumentReference", fhir_id=made["id"])
    assert orjson.loads(kept.json) == made
    row = RECORD["document"].objects.get(row_id=f"DocumentReference/{made['id']}#1")
    assert (row.kind, row.text, row.status) == ("document", "Short note", "current")


def test_a_document_is_read_by_our_importer_and_keeps_the_person_as_they_are(chart, physician, tmp_path):
    note = signed(physician)
    before = RECORD["patient"].objects.get(patient_id=WHO).name
    path = tmp_path / "document.json"
    path.write_bytes(orjson.dumps(json_of(physician, note, "versions/1/document.json")))
    report = import_paths([path], keep_going=True)
    assert not [each for each in report.notes if each.severity == "error"]
    assert RECORD["patient"].objects.get(patient_id=WHO).name == before
