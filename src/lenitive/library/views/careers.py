"""Work in pain care: the paths, one path, and where one's own training leads."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from lenitive.knowledge.learning import careers as knowledge
from lenitive.library.public import public

# What somebody is now -> the families of paths that are near.
FROM = {
    "doctor": (_("a doctor, or studying medicine"), ("physician",)),
    "therapist": (_("a therapist, nurse, pharmacist or social worker"), ("allied_health", "education")),
    "psychologist": (_("a psychologist, or studying psychology"), ("psychology",)),
    "complementary": (_("working in acupuncture, massage, art or music"), ("complementary", "education")),
    "other": (_("none of these, or living with pain myself"), ("education",)),
}


@public
def careers(request: HttpRequest) -> HttpResponse:
    """All paths, or those near to what somebody is now."""
    now = request.GET.get("now", "")
    families = FROM[now][1] if now in FROM else ()
    paths = [each for each in knowledge.careers() if not families or each.family in families]
    return render(
        request,
        "library/careers.html",
        {"paths": paths, "now": now, "choices": [(key, said) for key, (said, _near) in FROM.items()],
         "certificates": knowledge.certificates()},
    )  # fmt: skip


@public
def career(request: HttpRequest, name: str) -> HttpResponse:
    """One path: training, certificates, pay with its source, and what the work is."""
    found = next((each for each in knowledge.careers() if each.id == name), None)
    if found is None:
        raise Http404
    return render(request, "library/career.html", {"career": found, "certificates": knowledge.certificates()})
