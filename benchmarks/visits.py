"""How fast the first evaluation is: keeping what is typed, and opening it for a person of ten years.

    python benchmarks/visits.py [--runs 60]

A store of its own is made (SQLite in a folder for the time), with one person of ten years: a visit, a
questionnaire and an opioid order every month, other orders, values and questionnaires every three months.
Requests go through the whole site (sessions, policy, audit trail) inside this process, so processor time is
the site's own.

Beside it, in the same run:
- keeping: pycrdt (the library that merges what people type together in Jupyter), where it is installed
  (pip install pycrdt): the same text typed on in a document with the same history, the whole of it kept in
  SQLite after each change. It keeps no rows, no names, no trail.
- merging: merge3 (the three-way merge of Breezy), where it is installed, on the words of the same texts.
- opening: plain SQL over the same tables to JSON by hand; no judging, no policy, no page.

The targets are 100 ms at the 95th percentile for keeping and for opening.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import sqlite3
import tempfile
import uuid
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np

import timing

TARGET = 100
YEARS, TEXT_WORDS = 10, 300
_LOINC, _RXNORM = "http://loinc.org", "http://www.nlm.nih.gov/research/umls/rxnorm"
_ICD = "http://hl7.org/fhir/sid/icd-10-cm"
# The first one is ordered every month, as an opioid is; the others every three months.
_MEDICINES = (
    ("1049621", "oxycodone 5 mg tablet"),
    ("834061", "gabapentin 300 mg capsule"),
    ("596930", "duloxetine 60 mg capsule"),
    ("310965", "ibuprofen 200 mg tablet"),
)
_VALUES = (
    ("33914-3", "eGFR", 70, "mL/min/{1.73_m2}"),
    ("29463-7", "Weight", 82, "kg"),
    ("8302-2", "Height", 171, "cm"),
)
_PROBLEMS = (
    ("M54.50", "Low back pain"),
    ("M54.16", "Lumbar radiculopathy"),
    ("G89.29", "Chronic pain"),
    ("M17.0", "Knee osteoarthritis"),
    ("F32.9", "Depression"),
    ("E11.42", "Diabetic polyneuropathy"),
)
_WORDS = ("pain", "leg", "night", "burning", "walks", "sleep", "since", "better", "left", "numb", "tired")


def ten_years(today: date) -> dict[str, Any]:
    """One person's chart of ten years as a bundle."""
    patient = {"resourceType": "Patient", "id": "p", "birthDate": "1958-03-04", "gender": "female"}
    name = {"name": [{"given": ["Ten"], "family": "Years"}]}
    entries = [{"resource": patient | name}, *({"resource": each} for each in _resources(today))]
    return {"resourceType": "Bundle", "type": "collection", "entry": entries}


def _resources(today: date) -> Iterator[dict[str, Any]]:
    for number, (code, words) in enumerate(_PROBLEMS):
        coded = {"coding": [{"system": _ICD, "code": code}], "text": words}
        status = {"clinicalStatus": {"coding": [{"code": "active"}]}}
        yield _about("Condition", f"c{number}", code=coded, onsetDateTime="2017-01", **status)
    for month in range(12 * YEARS):
        yield from _month(month, (today - timedelta(days=30 * month + 3)).isoformat())


def _month(month: int, day: str) -> Iterator[dict[str, Any]]:
    """What came to the chart in one month."""
    every, period = month % 3 == 0, {"start": day, "end": day}
    yield _about("Encounter", f"e{month}", status="finished", period=period, **{"class": {"code": "AMB"}})
    yield _questionnaire("peg", month, day, {"pain": 6, "enjoyment": 5, "activity": 7})
    if every:
        yield _questionnaire("phq9", month, day, {f"q{item}": 1 for item in range(1, 9)} | {"q9": 0})
    for number, (code, words) in enumerate(_MEDICINES if every else _MEDICINES[:1]):
        yield _order(f"m{month}-{number}", code, words, day, "completed" if month else "active")
    for number, (code, words, value, unit) in enumerate(_VALUES if every else ()):
        amount = {"value": value, "code": unit, "unit": unit, "system": "http://unitsofmeasure.org"}
        coded = {"coding": [{"system": _LOINC, "code": code}], "text": words}
        yield _about(
            "Observation",
            f"o{month}-{number}",
            **{"status": "final", "code": coded, "effectiveDateTime": day, "valueQuantity": amount},
        )
    if month % 12 == 5:
        report = {"category": [{"text": "Radiology"}], "code": {"text": "MRI lumbar spine"}}
        told = {"conclusion": "Disc protrusion L5/S1 on the left.", "effectiveDateTime": day}
        yield _about("DiagnosticReport", f"d{month}", status="final", **report, **told)
        done = {"code": {"text": "Epidural steroid injection"}, "performedDateTime": day}
        yield _about("Procedure", f"pr{month}", status="completed", **done)


def _about(kind: str, name: str, **elements: Any) -> dict[str, Any]:
    return {"resourceType": kind, "id": name, "subject": {"reference": "Patient/p"}, **elements}


def _order(name: str, code: str, words: str, day: str, status: str) -> dict[str, Any]:
    medicine = {"coding": [{"system": _RXNORM, "code": code, "display": words}], "text": words}
    return _about(
        "MedicationRequest",
        name,
        **{"status": status, "intent": "order", "authoredOn": day},
        **{"medicationCodeableConcept": medicine, "dosageInstruction": [{"text": "1 twice daily"}]},
    )


def _questionnaire(form: str, month: int, day: str, answers: dict[str, float]) -> dict[str, Any]:
    from lenitive.knowledge.instruments import LABEL_FORMS

    items = [{"linkId": key, "answer": [{"valueDecimal": value}]} for key, value in answers.items()]
    return _about(
        "QuestionnaireResponse",
        f"q{form}{month}",
        **{"status": "completed", "questionnaire": f"{LABEL_FORMS}/{form}", "authored": day, "item": items},
    )


def made_store(home: Path) -> int:
    """A store with the person and an evaluation that is half filled; the evaluation's number."""
    os.environ["LENITIVE_HOME"] = str(home)
    from lenitive.site.start import ready_store

    ready_store()
    from django.utils import timezone

    from lenitive.clinic.evaluation.edits import Sent, keep
    from lenitive.clinic.evaluation.opening import open_for
    from lenitive.desk.importer import import_paths
    from lenitive.desk.models import CareTeam, Staff

    path = home / "p.json"
    path.write_text(json.dumps(ten_years(timezone.localdate())))
    import_paths([path], keep_going=True, synthetic=True)
    staff = Staff.objects.create_staff("bench", name="Dr Bench", role="physician", password=str(uuid.uuid4()))
    CareTeam.objects.create(staff=staff, patient_id="p", since=timezone.now())
    evaluation = open_for(staff, "p", reason="ten years of pain")
    for field in ("pain_history.story", "examination.general", "sleep.remarks", "work.remarks"):
        keep(evaluation.pk, Sent(field, sentence(TEXT_WORDS), str(uuid.uuid4())), staff)
    for field in ("mechanical", "burning_electric", "evoked", "spread"):
        keep(evaluation.pk, Sent(f"pain_history.{field}", "yes", str(uuid.uuid4())), staff)
    return evaluation.pk


def sentence(words: int) -> str:
    """A text of so many words."""
    chance = random.Random(words)
    return " ".join(chance.choice(_WORDS) for _word in range(words))


class Browser:
    """What the page's script sends, as one member of staff."""

    def __init__(self, evaluation: int) -> None:
        from django.test import Client

        from lenitive.desk.models import Staff

        self.client, staff = Client(HTTP_HOST="localhost"), Staff.objects.get(username="bench")
        self.client.force_login(staff)
        self.me, self.address = staff.pk, f"/people/p/evaluation/{evaluation}/"
        self.text, self.base, self.count, self.value = sentence(TEXT_WORDS), "", 0, "yes"

    def open(self) -> None:
        """The whole document."""
        self._good(self.client.get(self.address))

    def first(self) -> None:
        """What stands first, asked after a value was saved."""
        self._good(self.client.get(f"{self.address}first/"))

    def ask(self) -> None:
        """Whether anything is new."""
        self._good(self.client.get(f"{self.address}state/", {"since": "0", "mark": "x"}))

    def type(self) -> None:
        """Some words typed on in a long text."""
        self.count += 1
        self.text = f"{self.text} word{self.count}"
        kept = self._save({"field": "sleep.remarks", "text": self.text, "base": self.base})
        self.base = kept["base_sent"]

    def choose(self) -> None:
        """A value chosen: its row is written in the same step."""
        self.value = "no" if self.value == "yes" else "yes"
        self._save({"field": "examination.allodynia", "text": self.value, "seen": 10**6})

    def _save(self, edit: dict[str, Any]) -> dict[str, Any]:
        edits = [{"key": str(uuid.uuid4()), **edit}]
        body = json.dumps({"me": self.me, "since": 10**6, "part": "sleep", "edits": edits})
        answer = self._good(self.client.post(f"{self.address}save/", body, content_type="application/json"))
        kept: dict[str, Any] = answer.json()["results"][0]
        if "problem" in kept:
            raise SystemExit(kept["problem"])
        return kept

    def _good(self, answer: Any) -> Any:
        if answer.status_code not in (200, 204):
            raise SystemExit(f"the site answered {answer.status_code}: {answer.content[:300]!r}")
        return answer


def crdt(home: Path) -> Callable[[], None] | None:
    """The peer that keeps what is typed: one word more, merged, and the document written to SQLite."""
    try:
        from pycrdt import Doc, Text
    except ImportError:
        return None
    store = sqlite3.connect(home / "crdt.sqlite3")
    store.execute("CREATE TABLE doc (id INTEGER PRIMARY KEY, state BLOB)")
    mine, theirs, count = Doc({"text": Text(sentence(TEXT_WORDS))}), Doc({"text": Text()}), [0]
    theirs.apply_update(mine.get_update())

    def keep() -> None:
        count[0] += 1
        before = mine.get_state()
        mine["text"].insert(len(mine["text"]), f" word{count[0]}")
        theirs.apply_update(mine.get_update(before))
        store.execute("REPLACE INTO doc VALUES (1, ?)", [theirs.get_update()])
        store.commit()

    return keep


def merges() -> dict[str, Callable[[], object] | None]:
    """Ours and merge3 on the same three texts of a few hundred words."""
    from lenitive.clinic.evaluation.words import merged

    base = sentence(TEXT_WORDS)
    words = base.split()
    first = " ".join([*words[:50], "hers", *words[50:200], *words[203:]])
    second = " ".join([*words[:100], "his", *words[100:], "more"])
    try:
        from merge3 import Merge3
    except ImportError:
        return {"ours": lambda: merged(base, first, second), "merge3": None}
    texts = [[f"{word}\n" for word in text.split()] for text in (base, first, second)]
    return {
        "ours": lambda: merged(base, first, second),
        "merge3": lambda: list(Merge3(*texts).merge_lines()),
    }


def plain_read(home: Path) -> Callable[[], object]:
    """The peer that opens: the person's rows and the newest edits, as JSON."""
    from lenitive.record.schema import TABLES

    store = sqlite3.connect(next(home.glob("lenitive.sqlite3")))
    tables = [table.name for table in TABLES if table.name != "resource"]

    def read() -> object:
        rows = {
            name: store.execute(f"SELECT * FROM record_{name} WHERE patient_id = 'p'").fetchall()
            for name in tables
        }
        edits = store.execute(
            "SELECT field, max(number), sent FROM clinic_evaluationedit GROUP BY field"
        ).fetchall()
        return json.dumps([rows, edits], default=str)

    return read


def after(change: Callable[[], None], call: Callable[[], None], runs: int) -> np.ndarray:
    """Times of a call before each of which something has changed, which is not counted; as of `timing`."""
    took = []
    for _run in range(runs):
        change()
        took.append(timing.milliseconds(call, runs=1, warm=0))
    return np.concatenate(took, axis=1)


def run(asked: argparse.Namespace, home: Path) -> None:
    """Make the store, and measure."""
    evaluation = made_store(home)
    from lenitive.desk.models import RECORD

    browser = Browser(evaluation)
    rows = sum(
        model.objects.filter(patient_id="p").count() for name, model in RECORD.items() if name != "resource"
    )
    print(f"one person, {YEARS} years, {rows:,} rows of the record; a text of {TEXT_WORDS} words\n")

    def told(name: str, call: Callable[[], object] | None, target: float | None = None) -> None:
        if call is None:
            print(f"{name:<44} not installed here")
            return
        print(timing.line(name, timing.milliseconds(call, runs=asked.runs), target), flush=True)

    told("keep what was typed (autosave)", browser.type, TARGET)
    told("keep a value: its row of the record written", browser.choose, TARGET)
    told("  peer: pycrdt, merged and kept", crdt(home))
    for name, call in merges().items():
        told(f"  merge of three texts, {name}", call)
    told("open it again, nothing has changed", browser.open, TARGET)
    print(
        timing.line(
            "open it, the person judged anew", after(browser.choose, browser.open, asked.runs), TARGET
        )
    )
    told("  peer: plain SQL to JSON", plain_read(home))
    told("what stands first, after a value", browser.first, TARGET)
    told("ask what is new", browser.ask, TARGET)


def main() -> None:
    """Run it."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--runs", type=int, default=60)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        run(asked, Path(folder))


if __name__ == "__main__":
    main()
