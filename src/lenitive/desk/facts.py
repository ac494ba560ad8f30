"""What the site remembers about itself, and what kind of people it holds."""

from __future__ import annotations

from typing import Literal

from lenitive.desk.models import Patient, SiteFact

# What opens the demonstration accounts; they exist only on a machine that nobody else reaches.
DEMO_PASSWORD = "demonstration_password"  # noqa: S105

PeopleAre = Literal["nobody", "invented", "real", "mixed"]


def remember(name: str, value: str) -> None:
    """Keep a fact, in the place of an older one of that name."""
    SiteFact.objects.update_or_create(name=name, defaults={"value": value})


def recall(name: str) -> str:
    """The fact of that name, or nothing."""
    return SiteFact.objects.filter(name=name).values_list("value", flat=True).first() or ""


def people_are() -> PeopleAre:
    """Whether the people of the store are invented, real, or both.

    Whoever did not arrive with the demonstration clinic counts as real.
    """
    # `IN`, since SQLite answers a bare truth by reading every row.
    invented = Patient.objects.filter(synthetic__in=[True]).exists()
    real = Patient.objects.filter(synthetic__in=[False]).exists()
    if invented:
        return "mixed" if real else "invented"
    return "real" if real else "nobody"
