"""How fast the clinic's pages are with 100,000 people in the store: alone, and under 50 people at work.

    python benchmarks/web.py [--people 100000] [--users 50] [--seconds 20] [--keep FOLDER]

A store of invented people is made by bulk insert (SQLite in a folder of its own, or the empty PostgreSQL that
LENITIVE_DATABASE names), a real server is started, and a client asks over the loopback. Lines and work of the
invented people are written as a judging would write them; one person has a whole chart, which is judged when
their page is opened and when a finding is answered.

Alone: one request after another. Together: so many users, each of whom looks at a page for PAUSE seconds on
average before the next. Wall time, p50 and p95 in ms; alone also the processor time of the server a page,
which other programs on the machine change little.
"""

from __future__ import annotations

import argparse
import http.client
import os
import random
import re
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from urllib.parse import urlencode

import numpy as np

PAUSE = 2.0
ALONE = 60
_GIVEN = (
    "Ana Ben Chloe Dara Emil Farah Goran Hana Imre Jonas Kofi Leila Mateo Nadia Olga Pavel Rosa Tove Yuki"
)
_FAMILY = (
    "Almeida Brandt Costa Dahl Eriksen Fofana Garcia Haddad Ivanov Jansen Kim Lindqvist Moreau Nowak Okafor"
)
_ENDS = "a e i o u son sen ski va mann berg feld dottir oglu ez ini"
_KINDS = ("result", "refill", "drug_screen", "monitoring", "agreement", "naloxone", "questionnaire", "lost")
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
        patients, words = [], []
        for number in range(people):
            given, family = names(random_)
            who, born = f"p{number}", date(1930, 1, 1) + timedelta(days=random_.randrange(32000))
            told = f"{given} {family}"
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
        _lines_and_work(people, today, random_)
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


def _lines_and_work(people: int, today: date, random_: random.Random) -> None:
    from django.utils import timezone

    from lenitive.clinic.models import PersonSummary, WorkItem
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
            as_of=today,
            knowledge=version,
            made_at=now,
            urgency=random_.choice((2, 3, 9)),
            alert="Offer naloxone",
            day=day,
            last_visit=today - timedelta(days=random_.randrange(900)),
        )
        for n in range(people)
    )
    for some in _pieces(summaries):
        PersonSummary.objects.bulk_create(some)
    items = (_item(n, kind, today, now, random_) for n in range(people) for kind in random_.sample(_KINDS, 2))
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


class User:
    """One browser: a connection that is kept, and the cookie of a session."""

    def __init__(self, port: int, cookie: str) -> None:
        self._port, self._cookie = port, f"lenitive_session={cookie}"
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self._token = ""

    def ask(self, path: str, form: dict[str, str] | None = None) -> tuple[int, str]:
        """One page, or a form sent; an answer is read to its end."""
        headers = {"Cookie": self._cookie, "Host": f"127.0.0.1:{self._port}"}
        body = None
        if form is not None:
            body = urlencode({**form, "csrfmiddlewaretoken": self._token})
            headers |= {"Content-Type": "application/x-www-form-urlencoded"}
        self._connection.request("GET" if form is None else "POST", path, body, headers)
        answer = self._connection.getresponse()
        text = answer.read().decode()
        for each in answer.headers.get_all("Set-Cookie") or ():
            if each.startswith("csrftoken="):
                self._cookie = f"{self._cookie.split('; csrftoken')[0]}; {each.split(';')[0]}"
        found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', text)
        self._token = found.group(1) if found else self._token
        return answer.status, text


def pages(person: str, random_: random.Random) -> dict[str, Callable[[User], tuple[int, str]]]:
    """What is measured: a name, and how it is asked for."""

    def typed() -> str:
        given, family = names(random_)
        wrong = family[:3] + family[4:]
        return random_.choice(
            [family[:4], f"{given} {family[:3]}", wrong, "3.4.1972", f"B-{random_.randrange(99999):06d}"]
        )

    def answer(user: User) -> tuple[int, str]:
        form = {"outcome": "open", "reason": "Talked about today; stays open."}
        return user.ask(f"/people/{person}/findings/cdc22_8/", form)

    kind = lambda: random_.choice(_KINDS)  # noqa: E731
    return {
        "the day": lambda user: user.ask("/today/"),
        "a work list": lambda user: user.ask(f"/work/{kind()}/"),
        "search while typing": lambda user: user.ask("/find/?" + urlencode({"search": typed()})),
        "the list of people": lambda user: user.ask("/people/"),
        "people found": lambda user: user.ask("/people/?" + urlencode({"search": typed()})),
        "the one page": lambda user: user.ask(f"/people/{person}/"),
        "a save (a finding answered)": answer,
    }


def measured(user: User, ask: Callable[[User], tuple[int, str]]) -> float:
    start = time.perf_counter()
    status, text = ask(user)
    took = (time.perf_counter() - start) * 1000
    if status not in (200, 302):
        raise SystemExit(f"the server answered {status}: {text[:300]}")
    return took


def told(name: str, times: list[float], cpu: float | None = None) -> None:
    p50, p95 = np.percentile(times, [50, 95])
    more = "" if cpu is None else f"   processor {cpu:6.1f}"
    print(f"  {name:<30} p50 {p50:7.1f}   p95 {p95:7.1f}{more}   n {len(times)}", flush=True)


def processor_seconds(server: int) -> float:
    """User and system time of the server's processes so far, of Linux."""
    stat = Path("/proc")
    ticks, parents = os.sysconf("SC_CLK_TCK"), {server}
    spent = 0.0
    for each in sorted(int(path.name) for path in stat.iterdir() if path.name.isdigit()):
        try:
            fields = (stat / str(each) / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if each in parents or int(fields[1]) in parents:
            parents.add(each)
            spent += (int(fields[11]) + int(fields[12])) / ticks
    return spent


def alone(port: int, cookie: str, person: str, server: int) -> None:
    user = User(port, cookie)
    user.ask("/today/")
    for name, ask in pages(person, random.Random(1)).items():
        for _ in range(5):
            measured(user, ask)
        before = processor_seconds(server)
        times = [measured(user, ask) for _ in range(ALONE)]
        told(name, times, (processor_seconds(server) - before) * 1000 / ALONE)


def together(port: int, cookie: str, person: str, users: int, seconds: float) -> None:
    times: dict[str, list[float]] = {}
    lock, end = threading.Lock(), time.monotonic() + seconds

    def work(number: int) -> None:
        random_ = random.Random(number)
        user, choice = User(port, cookie), pages(person, random_)
        user.ask("/today/")
        time.sleep(random_.random() * PAUSE)
        while time.monotonic() < end:
            name = random_.choice(list(choice))
            took = measured(user, choice[name])
            with lock:
                times.setdefault(name, []).append(took)
            time.sleep(random_.random() * 2 * PAUSE)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(users)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for name in sorted(times):
        told(name, times[name])


def serve(home: Path) -> tuple[subprocess.Popen[bytes], int]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "lenitive", "serve", "--port", str(port)]
    server = subprocess.Popen(
        command, env={**os.environ, "LENITIVE_HOME": str(home)}, stdout=subprocess.DEVNULL
    )
    for _ in range(200):
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return server, port
        except OSError:
            time.sleep(0.2)
    server.kill()
    raise SystemExit("the server did not start")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--people", type=int, default=100_000)
    parser.add_argument("--users", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--keep", type=Path, help="a folder that keeps the store for the next run")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        run(asked, asked.keep or Path(folder))


def run(asked: argparse.Namespace, home: Path) -> None:
    os.environ["LENITIVE_HOME"] = str(home)
    from lenitive.site.start import ready_store

    ready_store()
    from django.db import connection

    from lenitive.desk.models import Patient

    start = time.perf_counter()
    if not Patient.objects.exists():
        fill(asked.people)
    person, cookie = whole_chart(), session()
    took = time.perf_counter() - start
    print(f"{Patient.objects.count():,} people in {connection.vendor}, made in {took:.0f} s", flush=True)
    connection.close()
    server, port = serve(home)
    try:
        print("Alone, ms", flush=True)
        alone(port, cookie, person, server.pid)
        print(f"{asked.users} users together, each {PAUSE:g} s at a page on average, ms")
        together(port, cookie, person, asked.users, asked.seconds)
    finally:
        server.terminate()
        server.wait(20)


if __name__ == "__main__":
    main()
