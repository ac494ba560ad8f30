"""How a person can be reached, as the chart says: telephone, e-mail or paper, and in which language."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import orjson
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _

from lenitive.desk.models import Patient, Resource


@dataclass(frozen=True)
class Reach:
    """Telephone and e-mail where the chart holds them, and the language in words; empty when not known."""

    phone: str
    email: str
    language: str

    @property
    def words(self) -> str:
        """One line: by which way, in which language, and what is not known."""
        if self.phone:
            way = _("By telephone, %(phone)s") % {"phone": self.phone}
        elif self.email:
            way = _("By e-mail, %(email)s") % {"email": self.email}
        else:
            way = _("On paper: the chart holds no telephone and no e-mail")
        return f"{way}; {self.language or _('language not known')}"


def reach(patient_id: str) -> Reach:
    """From the person's row and their raw resource, which alone holds the telephone."""
    row = Patient.objects.filter(patient_id=patient_id).values("row_id", "language").first() or {}
    text = Resource.objects.filter(pk=row.get("row_id")).values_list("json", flat=True).first()
    telecom = _telecom(text)
    return Reach(
        phone=_first(telecom, "phone"),
        email=_first(telecom, "email"),
        language=_language(row.get("language")),
    )


def _telecom(text: str | None) -> list[dict[str, Any]]:
    try:
        found = orjson.loads(text or "{}").get("telecom", [])
    except (orjson.JSONDecodeError, AttributeError):
        return []
    return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []


def _first(telecom: list[dict[str, Any]], system: str) -> str:
    """The number or address that FHIR ranks first; an old one does not count."""
    now = [each for each in telecom if each.get("system") == system and each.get("use") != "old"]
    rank = [
        (each["rank"] if isinstance(each.get("rank"), int) else 99, place) for place, each in enumerate(now)
    ]
    return str(now[min(rank)[1]].get("value") or "")[:60] if rank else ""


def _language(code: str | None) -> str:
    if not code:
        return ""
    try:
        return str(get_language_info(code.split("-")[0].lower())["name_translated"])
    except KeyError:
        return code
