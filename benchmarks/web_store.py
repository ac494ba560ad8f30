"""The store of the benchmark of pages: invented people by bulk insert, and one with a whole chart."""

from __future__ import annotations

import random
import tempfile
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

_GIVEN = (
    "Ana Ben Chloe Dara Emil Farah Goran Hana Imre Jonas Kofi Leila Mateo Nadia Olga Pavel Rosa Tove Yuki"
)
_FAMILY = (
    "Almeida Brandt Costa Dahl Eriksen Fofana Garcia Haddad Ivanov Jansen Kim Lindqvist Moreau Nowak Okafor"
)
_ENDS = "a e i o u son sen ski va mann berg feld dottir oglu ez ini"
KINDS = ("result", "refill", "drug_screen", "monitoring", "agreement", "naloxone", "questionnaire", "lost")
_TODAY = 40  # people who come today


def names(random_: random.Random) -> tuple[str, str]:
    """A given and a family name; families come in thousands of forms, as they do in a city."""
    family = random_.choice(_FAMILY.split()) + random_.choice("bcdfglmnprst") + random_.choice(_ENDS.split())
    return random_.choice(_GIVEN.split()), family + random_.choice(["", "", random_.choice(_ENDS.split())])


def fill(people: int) -> None:
    """Put so many invented people into an empty store, with visits, lines, work and words."""
    from django.db import connection, transaction

    from lenitive.desk import rows, search

    random_, today = random.Random(7), date.today()  # noqa: DTZ011
    with transaction.atomic():
        patients, words, called = [], [], []
        for number in range(people):
            given, family = names(random_)
            who, born = f"p{number}", date(1930, 1, 1) + timedelta(days=random_.randrange(32000))
            told = f"{given} {family}"
            called.append(told)
            patients.append((who, f"Patient/{who}#1", told, f"B-{number:06d}", str(born), str(born), True))
            words += [(word, who) for word in search.words_of(f"{told} B-{number:06d} {born}")]
        columns = [
            "patient_id",
            "row_id",
            "name",
            "identifier",
            "birth_date_low",
            "birth_date_high",
            "synthetic",
        ]
        rows.write('"record_patient"', columns, patients)
        rows.write("desk_searchword", ["word", "patient_id"], words)
        _visits(people, today, random_)
        _lines_and_work(called, today, random_)
    print(f"  {search.learn():,} words of names")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _visits(people: int, today: date, random_: random.Random) -> None:
    from lenitive.desk import rows

    made = []
    for number in range(people):
        for n in range(3):
            day = today - timedelta(days=random_.randrange(5, 900))
            made.append(
                (
                    f"p{number}",
                    f"Encounter/p{number}-{n}#1",
                    "Follow-up visit",
                    "finished",
                    str(day),
                    str(day),
                )
            )
    for number in random_.sample(range(people), _TODAY):
        made.append(  # noqa: PERF401
            (f"p{number}", f"Encounter/p{number}-t#1", "Follow-up visit", "planned", str(today), str(today))
        )
    rows.write(
        '"record_encounter"', ["patient_id", "row_id", "kind", "status", "start_low", "start_high"], made
    )


def _lines_and_work(called: list[str], today: date, random_: random.Random) -> None:
    from django.utils import timezone

    from lenitive.clinic.models import PersonSummary, WorkItem
    from lenitive.clinic.summary import sort_name
    from lenitive.knowledge.rules.site import knowledge_version

    now, version = timezone.now(), knowledge_version()
    day = {
        "since": [{"text": "Interference 5.9 → 5.1", "verdict": "better, and it matters", "tone": "up"}] * 3,
        "answered": str(today),
        "dangers": [],
        "medicines": ["Duloxetine 60 mg"],
        "allergies": [],
        "mme": "",
        "phone": "",
        "language": "English",
    }
    summaries = (
        PersonSummary(
            patient_id=f"p{n}",
            sort_name=sort_name(name, f"p{n}"),
            as_of=today,
            knowledge=version,
            made_at=now,
            urgency=random_.choice((2, 3, 9)),
            alert="Offer naloxone",
            day=day,
            last_visit=today - timedelta(days=random_.randrange(900)),
        )
        for n, name in enumerate(called)
    )
    for some in _pieces(summaries):
        PersonSummary.objects.bulk_create(some)
    items = (
        _item(n, kind, today, now, random_) for n in range(len(called)) for kind in random_.sample(KINDS, 2)
    )
    for some in _pieces(items):
        WorkItem.objects.bulk_create(some)
    WorkItem.objects.bulk_create(
        WorkItem(
            patient_id=f"p{n}",
            kind="emergency",
            subject="red_cauda_equina",
            title="Cauda equina syndrome",
            urgency=0,
            mark="",
            opened_at=now,
            changed_at=now,
        )
        for n in range(12)
    )


def _item(n: int, kind: str, today: date, now: object, random_: random.Random) -> object:
    from lenitive.clinic.models import WorkItem

    due = today + timedelta(days=random_.randrange(-60, 60))
    return WorkItem(
        patient_id=f"p{n}",
        kind=kind,
        subject=kind,
        title=f"Something of {kind}",
        detail="Why, in words.",
        urgency=random_.choice((2, 3)),
        since=today,
        due=due,
        by=due,
        mark="",
        opened_at=now,
        changed_at=now,
    )


def _pieces(rows: Iterator[object], size: int = 2000) -> Iterator[list[object]]:
    some: list[object] = []
    for row in rows:
        some.append(row)
        if len(some) == size:
            yield some
            some = []
    yield some


def whole_chart() -> str:
    """One person of the demonstration with everything, in the same store; returns their id."""
    import orjson

    from lenitive.clinic.demonstration.bundle import bundles
    from lenitive.desk.importer import import_paths

    chart = bundles(date.today())[0]  # noqa: DTZ011
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "whole.json"
        path.write_bytes(orjson.dumps(chart))
        import_paths([path], keep_going=True, synthetic=True)
    return str(chart["entry"][0]["resource"]["id"])


def session() -> str:
    """The cookie of a physician who is signed in."""
    from django.test import Client

    from lenitive.desk.models import Staff

    client = Client()
    staff = Staff.objects.filter(username="bench").first() or Staff.objects.create_staff(
        "bench",
        name="Dr Bench",
        role="physician",
        password="a long enough password",  # noqa: S106
    )
    client.force_login(staff)
    return next(iter(client.cookies.values())).value
