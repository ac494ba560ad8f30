"""A Spark session, here or on a cluster, with the settings under which its answers equal DuckDB's."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from lenitive.errors import ConfigurationError
from lenitive.record.engines.java import java_home

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

LOCAL = "local[*]"
_SETTINGS = {
    "spark.sql.session.timeZone": "UTC",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.sql.execution.arrow.pyspark.enabled": "true",
    # A cast that cannot be made is an error in both engines; a try_cast gives nothing in both.
    "spark.sql.ansi.enabled": "true",
    "spark.sql.adaptive.enabled": "true",
    "spark.sql.shuffle.partitions": "16",
}


def spark_session(master: str = LOCAL, **settings: str) -> SparkSession:
    """The session of this process on `master` (local[n], or spark://host:port); other settings win over ours.

    Driver and workers talk over the loopback address unless `spark.driver.host` is given.
    Raises : ConfigurationError when PySpark or Java is missing.
    """
    os.environ["JAVA_HOME"] = java_home()
    os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
    try:
        from pyspark.sql import SparkSession
    except ImportError:
        raise ConfigurationError(
            "the engine `spark` is not installed", do="Install it with `pip install lenitive[spark]`."
        ) from None
    builder = SparkSession.builder.appName("lenitive").master(master)
    given = {"spark.driver.host": "127.0.0.1", "spark.driver.bindAddress": "127.0.0.1"} | _SETTINGS | settings
    for name, value in given.items():
        builder = builder.config(name, value)
    session: SparkSession = builder.getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    return session
