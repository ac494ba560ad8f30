"""Numbers among the settings that come from the environment."""

from __future__ import annotations

import os

from lenitive.errors import ConfigurationError


def whole_number(name: str, *, default: int, least: int, most: int) -> int:
    """The whole number that the environment gives, or `default`.

    Raises : ConfigurationError when it is no number, or not within `least` and `most`.
    """
    text = os.environ.get(name, "").strip()
    if not text:
        return default
    if not text.isascii() or not text.isdigit() or not least <= int(text) <= most:
        raise ConfigurationError(
            f"{text!r} is not a whole number from {least} to {most}",
            where=name,
            do=f"Correct it, or unset it for {default}.",
        )
    return int(text)
