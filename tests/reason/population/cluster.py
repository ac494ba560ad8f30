"""A standalone Spark cluster on loopback: a master and two workers, each a process of its own."""

from __future__ import annotations

import os
import re
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

_PATIENCE = 120  # seconds


@contextmanager
def two_workers(folder: Path, *, memory: str = "1g") -> Iterator[str]:
    """The address of the master. folder : for the logs, and for each worker's files below worker-<n>/."""
    with ExitStack() as stack:
        listening = ["--host", "127.0.0.1", "--port", "0", "--webui-port", "0"]
        stack.enter_context(_running("master.Master", listening, folder / "master.log"))
        master = _said(folder / "master.log", r"Starting Spark master at (spark://\S+)")
        for number in (1, 2):
            share = ["--cores", "1", "--memory", memory, "--work-dir", str(folder / f"worker-{number}")]
            log = folder / f"worker-{number}.log"
            stack.enter_context(_running("worker.Worker", [*listening, *share, master], log))
        for number in (1, 2):
            _said(folder / f"worker-{number}.log", r"Successfully registered with master (\S+)")
        yield master


def workers_that_ran(folder: Path) -> int:
    """How many of the two workers have started an executor."""
    return sum(any((folder / f"worker-{number}").glob("app-*/*/stderr")) for number in (1, 2))


@contextmanager
def _running(kind: str, words: list[str], log: Path) -> Iterator[None]:
    import pyspark

    from lenitive.record.engines.java import java_home

    start = Path(pyspark.__file__).parent / "bin" / "spark-class"
    settings = {"JAVA_HOME": java_home(), "SPARK_LOCAL_IP": "127.0.0.1", "SPARK_NO_DAEMONIZE": "1"}
    with log.open("wb") as out:
        process = subprocess.Popen(
            [str(start), f"org.apache.spark.deploy.{kind}", *words],
            stdout=out,
            stderr=subprocess.STDOUT,
            env=os.environ | settings,
        )
    try:
        yield
    finally:
        process.terminate()
        try:
            process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _said(log: Path, pattern: str) -> str:
    """What a process has written; it needs a moment to start."""
    until = time.monotonic() + _PATIENCE
    while time.monotonic() < until:
        if found := re.search(pattern, log.read_text(encoding="utf-8", errors="replace")):
            return found[1]
        time.sleep(0.2)
    raise AssertionError(f"{pattern!r} was never said; {log}:\n{log.read_text(errors='replace')[-2000:]}")
