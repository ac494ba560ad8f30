"""Who reads now what is written on this page: `{% who_reads as reads %}`."""

from __future__ import annotations

from typing import Any

from django import template

from lenitive.portal.safety.watching import Reads
from lenitive.portal.safety.watching import who_reads as found

register = template.Library()


@register.simple_tag(takes_context=True)
def who_reads(context: Any) -> Reads | None:
    """Who reads what comes from the person whose page is open; None where nobody is in."""
    me = getattr(context.get("request"), "me", None)
    return found(me.patient_id) if me else None
