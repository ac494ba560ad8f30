"""A Spark session, here or on a cluster, with the settings under which its answers equal DuckDB's."""

from __future__ import annotations

import logging
import os
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from lenitive.errors import ConfigurationError, InputError
from lenitive.record.engines.java import java_home

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

LOCAL = "local[*]"
_SETTINGS = {
    "spark.sql.session.timeZone": "UTC",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    # A cast that cannot be made is an error in both engines; a try_cast gives nothing in both.
    "spark.sql.ansi.enabled": "true",
    "spark.sql.adaptive.enabled": "true",
    "spark.sql.shuffle.partitions": "16",
    # Hundreds of columns make methods too long for Java to compile: operator by operator is much faster.
    "spark.sql.codegen.wholeStage": "false",
}
# Expressions of many branches are deep, and are walked down by calls.
_JAVA = "-Xss16m"
_LOGGING = """rootLogger.level = error
rootLogger.appenderRef.console.ref = console
appender.console.type = Console
appender.console.name = console
appender.console.target = SYSTEM_ERR
appender.console.layout.type = PatternLayout
appender.console.layout.pattern = %p %c{1}: %m%n
logger.all.name = org.apache.spark
logger.all.level = off
"""
_BYTES = re.compile(r"(\d+(?:\.\d+)?)\s*([KMGT])(?:i?B)?", re.IGNORECASE)
_MEGABYTES = {"K": 1 / 1024, "M": 1, "G": 1024, "T": 1024 * 1024}


@contextmanager
def spark_session(master: str = LOCAL, *, memory: str = "3GB", **settings: str) -> Iterator[SparkSession]:
    """A session on `master` (local[n], or spark://host:port), ended with the block; given settings win.

    memory : of the driver and of each executor. Driver and workers talk over the loopback address unless
    `spark.driver.host` is given.
    Raises : ConfigurationError when PySpark or Java is missing, or when Spark gives up.
    """
    size = f"{_megabytes(memory)}m"
    os.environ["JAVA_HOME"] = java_home()
    os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
    try:
        from py4j.protocol import Py4JError  # type: ignore[import-untyped]  # it has none
        from pyspark.errors import PySparkException
        from pyspark.sql import SparkSession
    except ImportError:
        raise ConfigurationError(
            "the engine `spark` is not installed", do="Install it with `pip install lenitive[spark]`."
        ) from None
    # It writes every error of a query as JSON before that is raised.
    logging.getLogger("SQLQueryContextLogger").setLevel(logging.CRITICAL + 1)
    java = f"{_JAVA} -Dlog4j2.configurationFile={_quiet_logging()}"
    given = {
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.memory": size,
        "spark.executor.memory": size,
        "spark.driver.extraJavaOptions": java,
        "spark.executor.extraJavaOptions": _JAVA,
    }
    builder = SparkSession.builder.appName("lenitive").master(master)
    for name, value in (given | _SETTINGS | settings).items():
        builder = builder.config(name, value)
    try:
        session: SparkSession = builder.getOrCreate()
        try:
            yield session
        finally:
            # Whoever interrupts a run may have ended Java with it.
            with suppress(Py4JError, OSError):
                session.stop()
    except (PySparkException, Py4JError) as problem:
        raise ConfigurationError(
            f"Spark gave up: {_first_line(problem)}",
            where=master,
            do="Check that the master and its workers run, and that every worker sees the same folders.",
        ) from problem


def _megabytes(memory: str) -> int:
    written = _BYTES.fullmatch(memory.strip())
    if written is None:
        raise InputError(f"{memory!r} is no amount of memory", where="--memory", do="Write it as 3GB.")
    return max(1, int(float(written[1]) * _MEGABYTES[written[2].upper()]))


def _first_line(problem: Exception) -> str:
    lines = [line.strip() for line in str(problem).splitlines() if line.strip()]
    # The first line of an error from Java only names the call that failed.
    causes = [line for line in lines if line.startswith((": ", "Caused by: "))]
    return (causes or lines or [type(problem).__name__])[0].removeprefix(": ")[:300]


@cache
def _quiet_logging() -> str:
    """A file that keeps Spark from talking on standard error, where our messages stand."""
    file = Path(tempfile.mkdtemp(prefix="lenitive-spark-")) / "log4j2.properties"
    file.write_text(_LOGGING, encoding="utf-8")
    return file.as_uri()
