"""Killed without warning under writes: what was answered is there, the audit trail whole, on each store."""

from __future__ import annotations

import http.client
import itertools
import os
import random
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from urllib.parse import urlencode

import pytest

from tests.conftest import PASSWORD

KILLS = int(os.environ.get("LENITIVE_KILLS", "6"))  # 30 before a release; the start of a server takes seconds
WRITERS = 4
SECONDS = (0.1, 0.4)  # of writing before a kill, from the first answer on
LENITIVE = [sys.executable, "-m", "lenitive"]
PREPARE = f"""
from lenitive.site.start import ready_store
ready_store()
from lenitive.desk.models import Patient, Staff
Staff.objects.create_staff("ito", name="Dr Ito", role="physician", password={PASSWORD!r})
people = (Patient(patient_id=f"p{{n}}", row_id=f"Patient/p{{n}}#1", name=f"P {{n}}") for n in range(20_000))
Patient.objects.bulk_create(people, batch_size=2000)
"""
# The relations that are there, and those that events of the trail speak of.
REPORT = """
from lenitive.site.start import set_up
set_up()
from lenitive.desk.models import AuditEvent, CareTeam
print(*CareTeam.objects.values_list("reason", flat=True))
print(*AuditEvent.objects.filter(action="joined").values_list("what", flat=True))
"""

pytestmark = pytest.mark.skipif(
    os.environ.get("LENITIVE_ALL") != "1", reason="takes a minute for each store; LENITIVE_ALL=1 runs it"
)


class Site:
    """A site in a process group of its own, with somebody signed in who writes."""

    def __init__(self, environment: dict[str, str]) -> None:
        self.environment = environment
        with closing(socket.socket()) as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.cookies: dict[str, str] = {}

    def run(self, *command: str) -> str:
        done = subprocess.run(command, env=self.environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    @contextmanager
    def served(self) -> Iterator[None]:
        """The site, until the block ends; then it is killed, without a word."""
        process = subprocess.Popen(
            [*LENITIVE, "serve", "--port", str(self.port)],
            env=self.environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        try:
            self._wait(process)
            yield
        finally:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()

    def _wait(self, process: subprocess.Popen[bytes]) -> None:
        for _try in range(1200):
            assert process.poll() is None, "the site did not start"
            try:
                self.ask("GET", "/sign-in/")
            except OSError:
                time.sleep(0.05)
            else:
                return
        pytest.fail("the site does not answer")

    def ask(self, method: str, path: str, **fields: str) -> int:
        """The status of an answer that arrived whole; its cookies are kept."""
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        headers = {"Cookie": cookies, "X-CSRFToken": self.cookies.get("csrftoken", ""), "User-Agent": "test"}
        headers["Content-Type"] = "application/x-www-form-urlencoded"
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)) as line:
            line.request(method, path, urlencode(fields) if fields else None, headers)
            answer = line.getresponse()
            answer.read()
        for set_cookie in answer.headers.get_all("Set-Cookie") or []:
            name, value = re.match(r"([^=]+)=([^;]*)", set_cookie).groups()
            self.cookies[name] = value
        return answer.status


def write_until_killed(site: Site, numbers: Iterator[int], answered: list[str]) -> None:
    """Join care teams, one after the other; the reasons whose answers arrived are added to `answered`."""
    while True:
        number = next(numbers)
        reason = f"reason-{number}"
        try:
            status = site.ask("POST", f"/people/p{number}/join/", reason=reason)
        except (OSError, http.client.HTTPException):
            return
        assert status == 302, (status, reason)
        answered.append(reason)


def wait_for(is_so: Callable[[], bool]) -> None:
    """Until it is so: a worker that has just started, on a busy machine, takes a while to answer."""
    for _try in range(3000):
        if is_so():
            return
        time.sleep(0.02)
    pytest.fail("nothing is answered")


@pytest.mark.parametrize("store", ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def test_every_answered_write_survives_thirty_kills(store, tmp_path, request):
    environment = {**os.environ, "LENITIVE_HOME": str(tmp_path / "home")}
    environment.pop("LENITIVE_DATABASE", None)
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    if store == "postgresql":
        environment["LENITIVE_DATABASE"] = request.getfixturevalue("postgresql")
    site, numbers, answered = Site(environment), itertools.count(), []
    site.run(sys.executable, "-c", PREPARE)
    with ThreadPoolExecutor(WRITERS) as pool:
        for kill in range(KILLS):
            with site.served():
                if kill == 0:
                    assert site.ask("POST", "/sign-in/", username="ito", password=PASSWORD) == 302
                before = len(answered)
                writers = [pool.submit(write_until_killed, site, numbers, answered) for _ in range(WRITERS)]
                wait_for(lambda: len(answered) > before)  # noqa: B023 - called before it changes
                time.sleep(random.uniform(*SECONDS))
            for writer in writers:
                writer.result()
    related, noted = (set(line.split()) for line in site.run(sys.executable, "-c", REPORT).splitlines())
    assert len(answered) > KILLS
    assert set(answered) <= related
    assert noted == related  # a deed and its event: both or none, answered or not
    assert "The audit trail is whole" in site.run(*LENITIVE, "check")
