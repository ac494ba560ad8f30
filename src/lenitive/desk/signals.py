"""What the desk tells the apps above it, which it does not know."""

from __future__ import annotations

from django.dispatch import Signal

# Sent after charts were stored, with `patient_ids`: everybody whose rows may have changed.
charts_loaded = Signal()
