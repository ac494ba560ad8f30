from __future__ import annotations

from django.db import models


class SiteFact(models.Model):
    """Something the site remembers about itself, by name."""

    name = models.CharField(max_length=60, primary_key=True)
    value = models.TextField()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.name}: {self.value}"
