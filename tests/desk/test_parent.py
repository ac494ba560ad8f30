"""A server that is killed without warning leaves nobody behind who answers, and frees its port."""

from __future__ import annotations

import contextlib
import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks at processes in /proc")


@pytest.fixture
def port():
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


@pytest.fixture
def served(tmp_path, port):
    """A site of its own, with a store of its own."""
    environment = {**os.environ, "LENITIVE_HOME": str(tmp_path)}
    environment.pop("LENITIVE_DATABASE", None)
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    command = [sys.executable, "-m", "lenitive", "serve", "--port", str(port)]
    server = subprocess.Popen(
        command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )
    try:
        until(lambda: answers(port), 60)
        yield server
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(server.pid, signal.SIGKILL)
        server.wait()


def answers(port):
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        line.request("GET", "/sign-in/")
        return line.getresponse().status == 200
    except OSError:
        return False
    finally:
        line.close()


def children(parent: int) -> Iterator[int]:
    for each in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            if int(each.read_text().rpartition(")")[2].split()[1]) == parent:
                yield int(each.parent.name)


def lives(process: int) -> bool:
    with contextlib.suppress(OSError):
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    return False


def until(is_so, seconds):
    for _try in range(seconds * 10):
        if is_so():
            return
        time.sleep(0.1)
    pytest.fail(f"it did not come about in {seconds} s")


def test_a_worker_that_is_killed_is_started_again_and_none_goes_on_when_the_server_is_killed(served, port):
    for worker in [each for each in children(served.pid) if b"watch" not in command_of(each)]:
        os.kill(worker, signal.SIGKILL)
    until(lambda: answers(port), 60)
    assert served.poll() is None
    started = list(children(served.pid))
    assert len(started) >= 2  # a worker, and the work in the background
    os.kill(served.pid, signal.SIGKILL)
    served.wait()
    until(lambda: not any(map(lives, started)), 20)
    assert not answers(port)
    with closing(socket.socket()) as again:
        again.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        again.bind(("127.0.0.1", port))


def command_of(process):
    return Path(f"/proc/{process}/cmdline").read_bytes()


WATCHED = """
import os, sys, time
sys.path.insert(0, sys.argv[1])
from lenitive.desk import parent
parent.sys.platform = "another"  # without the kernel's word
parent._LOOK_EVERY_SECONDS = 0.05
if sys.argv[2] == "server":
    import subprocess
    parent.name_server()
    print(subprocess.Popen([sys.executable, __file__, sys.argv[1], "worker"]).pid, flush=True)
else:
    parent.end_with_server()
time.sleep(60)
"""


def test_where_the_kernel_tells_nothing_a_worker_looks_for_itself(tmp_path):
    program = tmp_path / "program.py"
    program.write_text(WATCHED)
    source = str(Path(__file__).resolve().parents[2] / "src")
    command = [sys.executable, program, source, "server"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        worker = int(server.stdout.readline())
        time.sleep(1)
        assert lives(worker)
        server.kill()
    until(lambda: not lives(worker), 10)


def test_a_site_that_another_program_serves_watches_nobody(monkeypatch):
    from lenitive.desk import parent

    monkeypatch.delenv("LENITIVE_SERVER", raising=False)
    monkeypatch.setattr(parent, "Thread", lambda **_: pytest.fail("nobody is to be watched"))
    parent.end_with_server()
    monkeypatch.setenv("LENITIVE_SERVER", str(os.getpid()))
    parent.end_with_server()
