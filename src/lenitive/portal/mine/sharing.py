"""A summary that a person shares by a link: made once, opened until it ends, counted each time."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lenitive.clinic.decisions.medicines import reconciled
from lenitive.desk import audit
from lenitive.desk.access import open_to
from lenitive.desk.models import Patient
from lenitive.portal.access import PortalRequest, mine, note
from lenitive.portal.models import Share
from lenitive.portal.progress import goals
from lenitive.portal.progress.changed import told
from lenitive.portal.sessions import proof

DAYS = (1, 7, 30)


class ShareForm(forms.Form):
    """For whom, and for how long."""

    whom = forms.CharField(
        label=gettext_lazy("For whom"),
        max_length=120,
        error_messages={
            "required": gettext_lazy("Write for whom it is, so that you know it later."),
            "max_length": gettext_lazy("A name is enough: at most 120 letters."),
        },
    )
    days = forms.TypedChoiceField(
        label=gettext_lazy("It opens for"),
        coerce=int,
        choices=[(each, str(each)) for each in DAYS],
        initial=DAYS[1],
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """The days are named in the language of the page."""
        super().__init__(*args, **kwargs)
        choices = [(each, ngettext("%d day", "%d days", each) % each) for each in DAYS]
        self.fields["days"].choices = choices  # type: ignore[attr-defined]


@mine("own_take", "what is shared")
@require_http_methods(["GET", "POST"])
def share(request: PortalRequest) -> HttpResponse:
    """The links that open something now, and a new one, which is shown this once."""
    form = ShareForm(request.POST or None)
    link = ""
    if request.method == "POST" and form.is_valid():
        link = _made(request, form.cleaned_data["whom"], form.cleaned_data["days"])
        form = ShareForm()
    now = timezone.now()
    open_ones = Share.objects.filter(patient_id=request.me.patient_id, ended_at=None, until__gt=now)
    context = {"form": form, "link": link, "shares": open_ones.order_by("-pk")}
    return render(request, "portal/mine/share.html", context, status=422 if form.errors else 200)


def _made(request: PortalRequest, whom: str, days: int) -> str:
    secret, now = secrets.token_urlsafe(24), timezone.now()
    Share.objects.create(
        account=request.me.account,
        patient_id=request.me.patient_id,
        secret_hash=proof(secret),
        whom=whom,
        made_at=now,
        until=now + timedelta(days=days),
    )
    note(request, "own_took", _("a link to a summary, for %s") % whom)
    return request.build_absolute_uri(reverse("portal:shared", args=[secret]))


@mine("own_take", "a link that ends")
@require_POST
def end_share(request: PortalRequest, pk: int) -> HttpResponse:
    """The link opens nothing any more."""
    found = Share.objects.filter(pk=pk, patient_id=request.me.patient_id, ended_at=None)
    if not found.update(ended_at=timezone.now()):
        raise Http404("no such link of this person")
    note(request, "own_took", _("ended a link to a summary"))
    return redirect("portal:share")


@open_to("anyone")
@login_not_required
@require_GET
def shared(request: HttpRequest, secret: str) -> HttpResponse:
    """The summary behind a link; one that ended says so, and shows nobody."""
    now = timezone.now()
    found = Share.objects.filter(secret_hash=proof(secret), ended_at=None, until__gt=now).first()
    patient = Patient.objects.filter(patient_id=found.patient_id).first() if found else None
    if found is None or patient is None:
        return render(request, "portal/mine/shared_over.html", status=410)
    Share.objects.filter(pk=found.pk).update(opened=found.opened + 1, opened_at=now)
    audit.record(
        request,
        "own_shared",
        what=found.whom,
        patient_id=found.patient_id,
        allowed=True,
        why=_("the person shared it"),
        actor=f"link {found.pk}",
        actor_name=_("Somebody with a link"),
    )
    language = request.LANGUAGE_CODE
    context = {
        "patient": patient,
        "share": found,
        "goals": [(goal, goals.said(goal)) for goal in goals.open_goals(found.patient_id)],
        "wants": goals.unmeasured(found.patient_id),
        "lists": reconciled(found.patient_id),
        "told": told(found.patient_id, language),
    }
    return render(request, "portal/mine/shared.html", context)
