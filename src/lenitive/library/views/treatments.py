"""Treatments by condition: how sure it is that each helps, with the sources."""

from __future__ import annotations

from collections import Counter
from itertools import groupby
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from lenitive.errors import KnowledgeError
from lenitive.knowledge.plain import plain_treatments
from lenitive.knowledge.treatments import indications, titles, treatments
from lenitive.knowledge.treatments import treatment as one_treatment
from lenitive.knowledge.treatments.model import Evidence, Treatment
from lenitive.learn.related import for_treatment
from lenitive.learn.text import fold
from lenitive.library.public import language, public

SURE = {"high": _("high"), "moderate": _("moderate"), "low": _("low"), "very low": _("very low")}
SAYS = {
    "benefit": _("helps"),
    "little_or_no_benefit": _("helps little or not at all"),
    "mixed": _("studies disagree"),
    "uncertain": _("not known"),
    "harm": _("more harm than good"),
}
# The families of treatments, in the order in which they are best looked at; their titles.
FAMILIES = {
    "rehabilitation": _("Movement and rehabilitation"),
    "psychological": _("Mind and sleep"),
    "self-management": _("What you can do yourself"),
    "programme": _("Courses with a whole team"),
    "pharmacological": _("Medicines"),
    "complementary": _("Complementary care"),
    "interventional": _("Procedures"),
}
_STEPS = {"very low": 1, "low": 2, "moderate": 3, "high": 4}  # of how sure it is, as GRADE has them
_SURE_ENOUGH = 3  # steps, to be named at the top of a page
_NOT_FIRST = ("pharmacological", "interventional")  # their harms need more words than a list has room for
_ORDER = {"benefit": 0, "mixed": 1, "uncertain": 2, "little_or_no_benefit": 3, "harm": 4}


def _counts() -> Counter[str]:
    """Indication -> how many treatments something is known of for it."""
    return Counter(known.indication for each in treatments() for known in each.evidence)


# Any: a condition and a number, as the template reads them.
def with_evidence(spoken: str) -> list[dict[str, Any]]:
    """The conditions for which evidence is kept, by title, with the number of treatments studied."""
    counts, called = _counts(), titles(spoken)
    listed = [
        {"of": each, "title": called[each.id], "count": counts[each.id]}
        for each in indications()
        if counts[each.id]
    ]
    return sorted(listed, key=lambda each: fold(each["title"]))


@public
def conditions(request: HttpRequest) -> HttpResponse:
    """The conditions for which evidence is kept."""
    return render(request, "library/conditions.html", {"conditions": with_evidence(language(request))})


@public
def condition(request: HttpRequest, name: str) -> HttpResponse:
    """What is known to help in one condition, by family, what helps first."""
    found = next((each for each in indications() if each.id == name), None)
    spoken = language(request)
    rows = [
        _row(each, known, spoken)
        for each in treatments()
        for known in each.evidence
        if known.indication == name
    ]
    if found is None or not rows:
        raise Http404
    rows.sort(key=lambda row: (row["family_at"], row["order"], -row["steps"]))
    called = list(FAMILIES.values())
    families = [
        {"title": called[at], "rows": list(group)}
        for at, group in groupby(rows, lambda row: row["family_at"])
    ]
    return render(
        request,
        "library/condition.html",
        {
            "condition": titles(spoken)[found.id],
            "families": families,
            "without_medicine": [row for row in rows if row["first"]],
            "not_worth": [row for row in rows if row["not_worth"]],
            "counted": len(rows),
        },
    )


# Any: a row of the table, as its template reads it.
def _row(treatment: Treatment, known: Evidence, spoken: str) -> dict[str, Any]:
    return {
        "of": treatment,
        "name": plain_treatments(spoken)[treatment.id].name,
        "family_at": list(FAMILIES).index(treatment.modality),
        "says": SAYS[known.direction],
        "order": _ORDER[known.direction],
        "sure": SURE[known.certainty],
        "steps": _STEPS[known.certainty],
        "first": known.direction == "benefit"
        and _STEPS[known.certainty] >= _SURE_ENOUGH
        and treatment.modality not in _NOT_FIRST,
        "not_worth": known.direction in ("harm", "little_or_no_benefit"),
        "direction": known.direction,
    }


@public
def treatment(request: HttpRequest, name: str) -> HttpResponse:
    """One treatment in plain words, what it is for, and the sources."""
    try:
        found = one_treatment(name)
    except KnowledgeError as error:
        raise Http404 from error
    spoken = language(request)
    known = [
        {
            "condition": titles(spoken)[each.indication],
            "id": each.indication,
            "says": SAYS[each.direction],
            "sure": SURE[each.certainty],
            "steps": _STEPS[each.certainty],
            "direction": each.direction,
        }
        for each in found.evidence
    ]
    return render(
        request,
        "library/treatment.html",
        {
            "treatment": found,
            "plain": plain_treatments(spoken)[name],
            "known": known,
            "related": for_treatment(name, spoken),
        },
    )
