"""Which database the store is in: SQLite in the data directory, or the PostgreSQL of `LENITIVE_DATABASE`."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from lenitive.errors import ConfigurationError

_FORM = "postgresql://user:password@host:5432/name"


def database(home: Path, url: str) -> dict[str, Any]:
    """The Django settings of the store; `url` is empty for SQLite."""
    return _postgresql(url) if url else _sqlite(home / "lenitive.sqlite3")


def _sqlite(path: Path) -> dict[str, Any]:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            # Readers go on while one writes; a writer that has to wait, waits for the lock from its start.
            # FULL: what was answered survives a power cut as well as a kill (docs/decisions/0021).
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; "
            "PRAGMA cache_size=-32768; PRAGMA temp_store=MEMORY;",
            "transaction_mode": "IMMEDIATE",
            "timeout": 30,
        },
    }


def _postgresql(url: str) -> dict[str, Any]:
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        parts, port = urlsplit(""), None
    name = unquote(parts.path.lstrip("/"))
    if parts.scheme not in {"postgresql", "postgres"} or not name:
        raise ConfigurationError(
            "this is not the address of a PostgreSQL database",
            where="LENITIVE_DATABASE",
            do=f"Write it as {_FORM}, or unset it to keep the store in SQLite.",
        )
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": name,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": str(port or ""),
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": dict(parse_qsl(parts.query)),
    }
