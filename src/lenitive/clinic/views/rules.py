"""What became of rules: for their owners, in numbers, and nobody's record."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from lenitive.clinic.decisions.rates import keep_look, owner_of, owns, rates
from lenitive.clinic.forms import RuleLookForm
from lenitive.desk.access import may
from lenitive.errors import KnowledgeError
from lenitive.knowledge.choices import choices
from lenitive.knowledge.rules.site import chosen_rule


@may("own_rule", "what became of rules")
def rules(request: HttpRequest) -> HttpResponse:
    """One's own rules first; each with how often it was shown, acted on and overridden, and why."""
    every = rates(timezone.localdate())
    mine = [each for each in every if owns(request.user, each.owner)]  # type: ignore[arg-type]
    context = {
        "mine": mine,
        "others": [each for each in every if each not in mine],
        "bound": choices().review_of_rules,
        "percent": round(100 * choices().review_of_rules.share),
        "source": choices().source,
    }
    return render(request, "clinic/rules.html", context)


@may("own_rule", "review of a rule")
def look(request: HttpRequest, rule_id: str) -> HttpResponse:
    """One rule in numbers; with POST its owner puts it up for review, or says what the review came to."""
    try:
        rule = chosen_rule(rule_id)
    except KnowledgeError:
        raise Http404("no such rule") from None
    form = RuleLookForm(request.POST or None)
    mine = owns(request.user, owner_of(rule))  # type: ignore[arg-type]
    if request.method == "POST" and mine and form.is_valid():
        keep_look(rule.id, form.cleaned_data["did"], form.cleaned_data["reason"], request.user)  # type: ignore[arg-type]
        messages.success(request, _("Kept, with your name and the time."))
        return redirect("clinic:rules")
    rate = next((each for each in rates(timezone.localdate()) if each.rule.id == rule.id), None)
    context = {"rule": rule, "rate": rate, "form": form, "mine": mine, "owner": owner_of(rule)}
    return render(request, "clinic/rule_look.html", context, status=422 if request.method == "POST" else 200)
