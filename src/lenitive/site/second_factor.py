"""Whether staff must have a second factor here: always, as soon as others can reach the site."""

from __future__ import annotations

from lenitive.errors import ConfigurationError

_WORDS = ("", "required", "optional")


def second_factor_required(wanted: str, *, reachable: bool) -> bool:
    """What `LENITIVE_SECOND_FACTOR` asks for; `reachable` is whether other machines can get here.

    Raises : ConfigurationError for a word that is not known, and for "optional" where others can get here:
    a slip of the pen must not open a clinic.
    """
    if wanted not in _WORDS:
        raise ConfigurationError(
            f"{wanted!r} is neither 'required' nor 'optional'",
            where="LENITIVE_SECOND_FACTOR",
            do="Correct it, or unset it: a second factor is then required where others can reach the site.",
        )
    if wanted == "optional" and reachable:
        raise ConfigurationError(
            "a site that others can reach does not go without a second factor",
            where="LENITIVE_SECOND_FACTOR",
            do="Unset it, or unset LENITIVE_ORIGIN and LENITIVE_HOSTS to serve this machine only.",
        )
    return reachable or wanted == "required"
