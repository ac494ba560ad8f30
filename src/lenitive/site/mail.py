"""The server through which reminders may leave by e-mail; without one, nothing ever leaves."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote, urlsplit

from lenitive.errors import ConfigurationError

_FORM = "smtp://user:password@host:587 (STARTTLS) or smtps://user:password@host:465"
_TIMEOUT = 20


def mail(url: str, sender: str) -> dict[str, Any]:
    """The Django settings of e-mail; `url` is empty where none is sent.

    Raises : ConfigurationError for an address of another form, or without a sender.
    """
    if not url:
        return {"MAIL_IS_SET_UP": False, "EMAIL_BACKEND": "django.core.mail.backends.dummy.EmailBackend"}
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        parts, port = urlsplit(""), None
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
        raise ConfigurationError(
            "this is not the address of a mail server", where="LENITIVE_MAIL", do=f"Write it as {_FORM}."
        )
    if "@" not in sender:
        raise ConfigurationError(
            "the address that reminders come from is missing",
            where="LENITIVE_MAIL_FROM",
            do="Write it as clinic@example.org.",
        )
    whole = parts.scheme == "smtps"
    return {
        "MAIL_IS_SET_UP": True,
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": port or (465 if whole else 587),
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": whole,
        "EMAIL_USE_TLS": not whole,
        "EMAIL_TIMEOUT": _TIMEOUT,
        "DEFAULT_FROM_EMAIL": sender,
    }
