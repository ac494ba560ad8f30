"""The site's own settings, on a data directory of its own: no test touches the clinic of whoever runs it."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile

_home = tempfile.mkdtemp(prefix="lenitive-test-")
atexit.register(shutil.rmtree, _home, ignore_errors=True)
os.environ["LENITIVE_HOME"] = _home

from lenitive.site.settings import *  # noqa: E402, F403

if DATABASES["default"]["ENGINE"].endswith("sqlite3"):  # noqa: F405
    # On a file, as in use: a database in memory knows neither other threads nor a write-ahead log.
    DATABASES["default"]["TEST"] = {"NAME": f"{_home}/test.sqlite3"}  # noqa: F405
# A real hash takes a tenth of a second on purpose; accounts of tests need none.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
