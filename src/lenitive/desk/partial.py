"""Parts of a page that change in place: which part htmx asks for, and the way back from what was just done.

Every address works without it: the form of a page is sent, and the answer leads to the whole page. Where htmx
asks, the same view answers with the template that the page includes for that part.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest


@dataclass(frozen=True)
class Undo:
    """What was just done, and the form that takes it back.

    fields : hidden ones, (name, value). target : the part that changes in place; empty for a whole page.
    """

    words: str
    address: str
    fields: tuple[tuple[str, str], ...]
    target: str = ""


def wanted(request: HttpRequest, part: str) -> bool:
    """Whether htmx asks for one part of the page, by its id, and not for an earlier page as a whole."""
    htmx = getattr(request, "htmx", None)
    return htmx is not None and bool(htmx) and not htmx.history_restore_request and htmx.target == part
