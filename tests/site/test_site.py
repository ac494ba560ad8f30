"""The site's own settings: where data lives, which database, and what a wrong setting says."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from lenitive.errors import ConfigurationError
from lenitive.site.database import database
from lenitive.site.home import data_directory, secret_key


def test_the_store_is_a_file_unless_an_address_is_given(tmp_path):
    assert database(tmp_path, "")["NAME"] == tmp_path / "lenitive.sqlite3"


def test_an_address_of_postgresql_is_taken_apart(tmp_path):
    found = database(tmp_path, "postgresql://me:p%40ss@db.example:5433/clinic?sslmode=require")
    wanted = {"USER": "me", "PASSWORD": "p@ss", "HOST": "db.example", "PORT": "5433", "NAME": "clinic"}
    assert {name: found[name] for name in wanted} == wanted
    assert found["OPTIONS"] == {"sslmode": "require"}


@pytest.mark.parametrize("wrong", ["mysql://x/y", "postgresql://host", "nonsense", "postgresql://h:port/x"])
def test_another_address_is_refused(tmp_path, wrong):
    with pytest.raises(ConfigurationError, match="LENITIVE_DATABASE"):
        database(tmp_path, wrong)


def test_the_secret_key_is_made_once_and_for_its_owner_only(tmp_path):
    first = secret_key(tmp_path)
    assert secret_key(tmp_path) == first
    assert len(first) >= 50
    assert stat.S_IMODE((tmp_path / "secret.key").stat().st_mode) == 0o600


def test_a_short_secret_key_is_refused(tmp_path):
    (tmp_path / "secret.key").write_text("short")
    with pytest.raises(ConfigurationError, match="shorter than 32"):
        secret_key(tmp_path)


def test_the_data_directory_is_for_its_owner_only(tmp_path, monkeypatch):
    monkeypatch.setenv("LENITIVE_HOME", str(tmp_path / "a" / "b"))
    assert stat.S_IMODE(data_directory().stat().st_mode) == 0o700


def test_a_data_directory_that_cannot_be_made_says_what_to_do(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("LENITIVE_HOME", str(tmp_path / "file" / "home"))
    with pytest.raises(ConfigurationError, match="Set LENITIVE_HOME"):
        data_directory()


def settings_with(home: Path, **environment: str) -> str:
    """What the settings say in a process of their own."""
    names = ["ALLOWED_HOSTS", "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "SECURE_SSL_REDIRECT", "DEBUG"]
    script = f"import lenitive.site.settings as s; print([getattr(s, n, None) for n in {names}])"
    kept = {name: value for name, value in os.environ.items() if not name.startswith("LENITIVE_")}
    done = subprocess.run(
        [sys.executable, "-c", script],
        env={**kept, "LENITIVE_HOME": str(home), **environment},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip()


def test_on_this_machine_cookies_need_no_tls(tmp_path):
    assert settings_with(tmp_path) == "[['127.0.0.1', 'localhost', '[::1]'], False, False, None, False]"


def test_at_a_public_address_cookies_need_tls(tmp_path):
    found = settings_with(tmp_path, LENITIVE_ORIGIN="https://pain.example.org")
    assert found == "[['127.0.0.1', 'localhost', '[::1]', 'pain.example.org'], True, True, True, False]"


def test_a_store_that_cannot_be_opened_is_one_line_and_no_traceback(tmp_path):
    (tmp_path / "lenitive.sqlite3").write_text("no database, though it is long enough to look like one" * 9)
    kept = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    done = subprocess.run(
        [sys.executable, "-m", "lenitive", "import", str(tmp_path)],
        env={**kept, "LENITIVE_HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "the store cannot be opened (file is not a database)" in done.stderr
