"""Adverse events: those of a person, the form, and the counts of everybody without names."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lenitive.clinic.decisions.written import new_token
from lenitive.clinic.models import AdverseEvent, Visit
from lenitive.clinic.visits.counting import counted
from lenitive.clinic.visits.events import Told, earlier, events_of, is_open, record, treatment_title
from lenitive.desk import audit, store
from lenitive.desk.access import decide, may
from lenitive.errors import InputError
from lenitive.knowledge.treatments import treatments
from lenitive.knowledge.visits.adverse_events import event_words
from lenitive.reason import story
from lenitive.reason.story.words import day_words

if TYPE_CHECKING:
    from lenitive.desk.models import Staff

_YEAR = timedelta(days=365)


class EventForm(forms.Form):
    """What is told of an event."""

    token = forms.UUIDField(widget=forms.HiddenInput)
    visit = forms.IntegerField(required=False, widget=forms.HiddenInput)
    replaces = forms.IntegerField(required=False, widget=forms.HiddenInput)
    what = forms.ChoiceField(label=gettext_lazy("What happened"))
    words = forms.CharField(
        label=gettext_lazy("In words"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
    day = forms.DateField(label=gettext_lazy("When"), widget=forms.DateInput(attrs={"type": "date"}))
    severity = forms.ChoiceField(label=gettext_lazy("How grave"))
    treatment = forms.ChoiceField(label=gettext_lazy("Related to the treatment"), required=False)
    relation = forms.ChoiceField(label=gettext_lazy("How surely"))
    action = forms.CharField(
        label=gettext_lazy("What was done"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    outcome = forms.ChoiceField(label=gettext_lazy("How it is now"))

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        words = event_words()
        of_treatments = [("", "–"), *((each.id, each.title) for each in treatments())]
        chosen = {
            "what": [("", "–"), *words.kinds.items()],
            "severity": [("", "–"), *words.severities.items()],
            "treatment": of_treatments,
            "relation": [("", "–"), *words.relations.items()],
            "outcome": [("", "–"), *words.outcomes.items()],
        }
        for name, choices in chosen.items():
            self.fields[name].choices = choices  # type: ignore[attr-defined]

    def told(self) -> Told:
        """What was typed."""
        names = ("what", "severity", "relation", "outcome", "day", "words", "treatment", "action")
        return Told(**{name: self.cleaned_data[name] for name in names})


@may("see", "adverse events")
def events(request: HttpRequest, patient_id: str) -> HttpResponse:
    """Every event of a person as it is told now, with what was told before."""
    with store.person(patient_id) as record_:
        person = story.person_of(record_, timezone.localdate())
    words = event_words()
    lines = [
        {
            "event": each,
            "what": words.kinds.get(each.what, each.what),
            "severity": words.severities.get(each.severity, each.severity),
            "relation": words.relations.get(each.relation, each.relation),
            "outcome": words.outcomes.get(each.outcome, each.outcome),
            "treatment": treatment_title(each),
            "day": day_words(each.day),
            "is_open": is_open(each),
            "earlier": list(earlier(each)),
        }
        for each in events_of(patient_id)
    ]
    context = {
        "patient_id": patient_id,
        "person": person,
        "lines": lines,
        "may": decide(request.user, "record", patient_id).allowed,
    }
    return render(request, "clinic/visits/events.html", context)


@may("record", "an adverse event")
def event_new(request: HttpRequest, patient_id: str) -> HttpResponse:
    """Record an event, of a visit where one is named; `replaces` tells one again. 422 for what is missing."""
    if request.method == "POST":
        form = EventForm(request.POST)
        if form.is_valid():
            try:
                return _kept(request, patient_id, form)
            except InputError as problem:
                form.add_error(None, str(problem))
        return _form(request, patient_id, form, 422)
    return _form(request, patient_id, EventForm(initial=_initial(request, patient_id)), 200)


def _kept(request: HttpRequest, patient_id: str, form: EventForm) -> HttpResponse:
    said = form.cleaned_data
    visit = Visit.objects.filter(pk=said["visit"], patient_id=patient_id).first()
    token = str(said["token"])
    staff: Staff = request.user  # type: ignore[assignment]
    event, is_new = record(patient_id, form.told(), staff, token, visit=visit, replaces=said["replaces"])
    if is_new:
        what = _("adverse event: %(what)s") % {"what": event_words().kinds[event.what]}
        why = request.decision.why  # type: ignore[attr-defined]
        audit.record(request, "record", what=what, patient_id=patient_id, allowed=True, why=why)
        messages.success(request, _("Recorded."))
    return redirect("clinic:events", patient_id)


def _initial(request: HttpRequest, patient_id: str) -> dict[str, object]:
    """What is known already: of the visit, or of what was told before."""
    asked = {name: request.GET.get(name, "") for name in ("visit", "replaces")}
    numbers = {name: int(each) for name, each in asked.items() if each.isascii() and each.isdigit()}
    made: dict[str, object] = {"token": new_token(), "day": timezone.localdate(), **numbers}
    if "replaces" in numbers:
        old = AdverseEvent.objects.filter(pk=numbers["replaces"], patient_id=patient_id, current=True).first()
        if old is None:
            raise Http404("no such event, or it was told anew")
        names = ("what", "severity", "relation", "outcome", "day", "words", "treatment", "action")
        return made | {name: getattr(old, name) for name in names}
    visit = Visit.objects.filter(pk=numbers.get("visit"), patient_id=patient_id).first()
    if visit is not None:
        said = visit.values_now.filter(field="procedure").values_list("value", flat=True).first()
        made |= {"day": visit.day, "treatment": said or ""}
    if request.GET.get("what") in event_words().kinds:
        made["what"] = request.GET["what"]
    return made


def _form(request: HttpRequest, patient_id: str, form: EventForm, status: int) -> HttpResponse:
    context = {"patient_id": patient_id, "form": form, "source": event_words().source}
    return render(request, "clinic/visits/event_new.html", context, status=status)


@may("count", "adverse events in numbers")
def event_counts(request: HttpRequest) -> HttpResponse:
    """Events by kind and treatment, each against how often it was done; a year unless days are named."""
    today = timezone.localdate()
    first, last = _day(request, "from", today - _YEAR), _day(request, "to", today)
    if first > last:
        first, last = last, first
    words = event_words()
    context = {
        "counts": counted(first, last),
        "first": first,
        "last": last,
        "source": words.source,
        "verified": words.verified,
    }
    return render(request, "clinic/visits/event_counts.html", context)


def _day(request: HttpRequest, name: str, default: date) -> date:
    try:
        return date.fromisoformat(request.GET.get(name, ""))
    except ValueError:
        return default
