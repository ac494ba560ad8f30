"""How fast the clinic's pages are with 100,000 people in the store: alone, and under 50 people at work.

    python benchmarks/web.py [--people 100000] [--users 50] [--seconds 20] [--keep FOLDER]

A store of invented people is made by bulk insert (SQLite in a folder of its own, or the empty PostgreSQL that
LENITIVE_DATABASE names), a real server is started, and a client asks over the loopback. Lines and work of the
invented people are written as a judging would write them; one person has a whole chart, which is judged when
a finding is answered and when their page is opened after that. A page opened again comes from memory for as
long as the person's rows are the same; "a save, and the page after it" is one that has to be made anew.

Beside it, in the same run and on the same store, stands a peer (web_peer.py): plain endpoints by hand, SQL to
JSON, without judging, policy, audit trail or a page.

Alone: one request after another. Together: so many users, each of whom looks at a page for PAUSE seconds on
average before the next. Wall time, p50 and p95 in ms, with p95 against the target; alone also the processor
time of the server a page, which other programs on the machine change little (of PostgreSQL, without that of
the database). Judging in the background is left out of it.
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
from collections.abc import Callable, Sequence
from pathlib import Path
from urllib.parse import urlencode

import numpy as np

from web_store import KINDS, fill, names, session, whole_chart

PAUSE = 2.0
ALONE = 60
TARGET_MS = 100
SITE = (sys.executable, "-m", "lenitive", "serve", "--port", "PORT")
PEER = (
    *(sys.executable, "-m", "granian", "--interface", "wsgi", "--port", "PORT", "--no-ws", "--no-log"),
    *("--blocking-threads", str(min(8, 2 * (os.cpu_count() or 1))), "web_peer:application"),
)
Ask = Callable[["User"], tuple[int, str]]
Make = Callable[[random.Random], tuple["User", dict[str, Ask]]]


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


def typed(random_: random.Random) -> str:
    """What somebody types to find a person: a beginning, two, one with an error, a date, or a number."""
    given, family = names(random_)
    wrong = family[:3] + family[4:]
    return random_.choice(
        [family[:4], f"{given} {family[:3]}", wrong, "3.4.1972", f"B-{random_.randrange(99999):06d}"]
    )


def pages(person: str, random_: random.Random) -> dict[str, Ask]:
    """What is measured: a name, and how it is asked for."""

    def answer(user: User) -> tuple[int, str]:
        form = {"outcome": "open", "reason": "Talked about today; stays open."}
        return user.ask(f"/people/{person}/findings/cdc22_8/", form)

    def page(user: User) -> tuple[int, str]:
        return user.ask(f"/people/{person}/")

    def searched(address: str) -> Ask:
        return lambda user: user.ask(f"{address}?{urlencode({'search': typed(random_)})}")

    return {
        "the day": lambda user: user.ask("/today/"),
        "a work list": lambda user: user.ask(f"/work/{random_.choice(KINDS)}/"),
        "search while typing": searched("/find/"),
        "the list of people": lambda user: user.ask("/people/"),
        "people found": searched("/people/"),
        "the one page, opened again": page,
        "a save (a finding answered)": answer,
        "a save, and the page after it": lambda user: (answer(user), page(user))[1],
    }


def endpoints(person: str, random_: random.Random) -> dict[str, Ask]:
    """The same of the peer."""

    def plain(name: str, said: Callable[[], dict[str, str]] = dict) -> Ask:
        return lambda user: user.ask(f"/{name}?{urlencode(said())}")

    page = plain("person", lambda: {"person": person})
    save = plain("save", lambda: {"person": person, "words": "Stays open."})
    return {
        "the day": plain("day"),
        "a work list": plain("work", lambda: {"kind": random_.choice(KINDS)}),
        "search while typing": plain("find", lambda: {"search": typed(random_)}),
        "the list of people": plain("people"),
        "people found": plain("people", lambda: {"search": typed(random_)}),
        "the one page, opened again": page,
        "a save (a finding answered)": save,
        "a save, and the page after it": lambda user: (save(user), page(user))[1],
    }


def measured(user: User, ask: Ask) -> float:
    """Wall time of one request, ms."""
    start = time.perf_counter()
    status, text = ask(user)
    took = (time.perf_counter() - start) * 1000
    if status not in (200, 302):
        raise SystemExit(f"the server answered {status}: {text[:300]}")
    return took


def told(name: str, times: list[float], cpu: float | None = None) -> None:
    """One printed line."""
    p50, p95 = np.percentile(times, [50, 95])
    more = "" if cpu is None else f"   processor {cpu:6.1f}"
    ratio = f"   p95/target({TARGET_MS} ms) {p95 / TARGET_MS:5.2f}"
    print(f"  {name:<30} p50 {p50:7.1f}   p95 {p95:7.1f}{ratio}{more}   n {len(times)}", flush=True)


def processor_seconds(server: int) -> float:
    """User and system time of the server's processes so far, of Linux, without judging in the background."""
    ticks, parents, spent = os.sysconf("SC_CLK_TCK"), {server}, 0.0
    for each in sorted(int(path.name) for path in Path("/proc").iterdir() if path.name.isdigit()):
        try:
            fields = Path(f"/proc/{each}/stat").read_text().rpartition(")")[2].split()
            command = Path(f"/proc/{each}/cmdline").read_bytes()
        except OSError:
            continue
        if (each in parents or int(fields[1]) in parents) and b"\0watch\0" not in command:
            parents.add(each)
            spent += (int(fields[11]) + int(fields[12])) / ticks
    return spent


def alone(user: User, asks: dict[str, Ask], server: int) -> None:
    """One request after another, of each kind."""
    for name, ask in asks.items():
        for _ in range(5):
            measured(user, ask)
        before = processor_seconds(server)
        times = [measured(user, ask) for _ in range(ALONE)]
        told(name, times, (processor_seconds(server) - before) * 1000 / ALONE)


def together(
    make: Callable[[random.Random], tuple[User, dict[str, Ask]]], users: int, seconds: float
) -> None:
    """So many users at once, each of whom looks at what came for a while."""
    times: dict[str, list[float]] = {}
    lock, end = threading.Lock(), time.monotonic() + seconds

    def work(number: int) -> None:
        random_ = random.Random(number)
        user, choice = make(random_)
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


def serve(command: Sequence[str], home: Path) -> tuple[subprocess.Popen[bytes], int]:
    """Start a server on a free port, which is put into the command where it says PORT."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    here = str(Path(__file__).resolve().parent)
    server = subprocess.Popen(
        [str(port) if word == "PORT" else word for word in command],
        env={
            **os.environ,
            "LENITIVE_HOME": str(home),
            "PYTHONPATH": os.pathsep.join(filter(None, [here, os.environ.get("PYTHONPATH", "")])),
        },
        stdout=subprocess.DEVNULL,
    )
    for _ in range(600):
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.2)
        else:
            return server, port
    server.kill()
    raise SystemExit("the server did not start")


def measure(
    asked: argparse.Namespace,
    command: Sequence[str],
    home: Path,
    asks: Callable[[random.Random], dict[str, Ask]],
    cookie: str,
) -> None:
    """Serve with a command, and print what its pages take."""
    server, port = serve(command, home)

    def user(random_: random.Random) -> tuple[User, dict[str, Ask]]:
        made, choice = User(port, cookie), asks(random_)
        choice["the day"](made)
        return made, choice

    try:
        one, choice = user(random.Random(1))
        time.sleep(asked.settle)
        print("Alone, ms", flush=True)
        alone(one, choice, server.pid)
        print(f"{asked.users} users together, each {PAUSE:g} s at a page on average, ms", flush=True)
        together(user, asked.users, asked.seconds)
    finally:
        server.terminate()
        server.wait(20)


def run(asked: argparse.Namespace, home: Path) -> None:
    """Make the store, and measure the site and its peer on it."""
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
    print("\nLenitive")
    measure(asked, SITE, home, lambda random_: pages(person, random_), cookie)
    print("\nThe peer: plain SQL to JSON by hand, no judging, policy, audit trail or page")
    measure(asked, PEER, home, lambda random_: endpoints(person, random_), "")


def main() -> None:
    """Run it."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--people", type=int, default=100_000)
    parser.add_argument("--users", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument(
        "--settle", type=float, default=8, help="seconds to load what is behind the first page"
    )
    parser.add_argument("--keep", type=Path, help="a folder that keeps the store for the next run")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        run(asked, asked.keep or Path(folder))


if __name__ == "__main__":
    main()
