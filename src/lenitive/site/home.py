"""The data directory: where the store, the secret key and the collected static files of one site live."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from lenitive.errors import ConfigurationError


def data_directory() -> Path:
    """`LENITIVE_HOME`, or `./var` where the site is started; made when it is missing, for its owner only."""
    home = Path(os.environ.get("LENITIVE_HOME") or "var").absolute()
    try:
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        (home / "static").mkdir(exist_ok=True)
    except OSError as problem:
        raise ConfigurationError(
            f"the data directory cannot be made ({problem.strerror})",
            where=str(home),
            do="Set LENITIVE_HOME to a directory that you may write to.",
        ) from problem
    return home


def secret_key(home: Path) -> str:
    """The site's secret key; made at the first run, readable by its owner only.

    A process that starts at the same moment gets the same key: the file appears whole or not at all.
    """
    path = home / "secret.key"
    if not path.exists():
        draft = home / f"secret.key.{os.getpid()}.{secrets.token_hex(4)}"
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(48))
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    key = path.read_text(encoding="ascii").strip()
    if len(key) < 32:
        raise ConfigurationError(
            "the secret key is shorter than 32 characters",
            where=str(path),
            do="Remove the file; a new key is made at the next start, and everybody signs in again.",
        )
    return key
