"""The body map from home: a figure and a list that lead to one place each, then and now beside each other."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from lenitive.clinic.body_map.figure import part_of, parts
from lenitive.clinic.body_map.form import PART_NAMES
from lenitive.clinic.body_map.picture import label_of, picture
from lenitive.clinic.body_map.words import moved, told
from lenitive.measure.body_map import Mark, regions
from lenitive.portal.access import PortalRequest, mine, note
from lenitive.portal.body import keeping
from lenitive.portal.body.forms import PlaceForm


@mine("own_answer", "body map", quiet=True)
@require_GET
def body(request: PortalRequest) -> HttpResponse:
    """The figure from both sides, and its twin list of names; each place leads to its own page."""
    now = keeping.today(request.me.patient_id)
    drawn = picture(now.marks if now else ())
    words = {line.region: line.words for line in drawn.lines}
    context = {
        "figure": drawn,
        "begun": now is not None,
        "last": keeping.last_before_today(request.me.patient_id),
        "parts": [
            (PART_NAMES[part], [(name, label, words.get(name, "")) for name, label in _of(part)])
            for part in parts()
        ],
        "left": _("your left"),
    }
    return render(request, "portal/body/body.html", context)


def _of(part: str) -> list[tuple[str, str]]:
    return [(name, label_of(name)) for name in regions().ids if part_of()[name] == part]


@mine("own_answer", "body map begun")
@require_POST
def copy(request: PortalRequest) -> HttpResponse:
    """Begin with the places of last time."""
    keeping.copy_last(request.me.patient_id)
    return redirect("portal:body")


@mine("own_answer", "a place of the body map", quiet=True)
def place(request: PortalRequest, region: str) -> HttpResponse:
    """One place: how much, and how it feels; POST keeps it at once, `do=off` takes it off."""
    if region not in regions().place:
        raise Http404("no such place")
    now = keeping.today(request.me.patient_id)
    held = next((each for each in now.marks if each.region == region), None) if now else None
    if request.method != "POST":
        return _place(request, region, PlaceForm(initial=_initial(held)), is_marked=held is not None)
    form = PlaceForm(request.POST)
    off = request.POST.get("do") == "off"
    if not off and not form.is_valid():
        return _place(request, region, form, is_marked=held is not None, status=422)
    given = Mark(0, region, 0.0, "") if off else form.mark(region)
    keeping.mark(request.me.patient_id, given)
    note(request, "own_answered", f"body map: {label_of(region)}")
    if off or given.intensity == 0:
        messages.success(request, _("%(place)s: taken off.") % {"place": label_of(region)})
    else:
        messages.success(request, _("%(place)s: kept.") % {"place": label_of(region)})
    return redirect("portal:body")


# Any: Django's initial values, by name.
def _initial(held: Mark | None) -> dict[str, object]:
    if held is None:
        return {}
    level = "" if held.intensity is None else f"{held.intensity:g}"
    return {"level": level, "words": held.quality.split()}


def _place(
    request: PortalRequest, region: str, form: PlaceForm, *, is_marked: bool, status: int = 200
) -> HttpResponse:
    context = {"region": region, "label": label_of(region), "form": form, "is_marked": is_marked}
    return render(request, "portal/body/place.html", context, status=status)


@mine("own_see", "body map, then and now", quiet=True)
@require_GET
def then(request: PortalRequest) -> HttpResponse:
    """The last map and today's beside each other, and what moved."""
    now = keeping.today(request.me.patient_id)
    before = keeping.last_before_today(request.me.patient_id)
    context = {
        "now": told(now) if now else None,
        "then": told(before) if before else None,
        "moved": moved(before, now) if before and now else None,
    }
    return render(request, "portal/body/then.html", context)
