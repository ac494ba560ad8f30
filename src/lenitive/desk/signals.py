"""What the desk tells the apps above it, which it does not know."""

from __future__ import annotations

from django.dispatch import Signal

# Sent when charts were stored, within the same transaction, so that nothing made from the rows before can
# outlive them; with `patient_ids`: everybody whose rows may have changed.
charts_loaded = Signal()
# Sent while charts are stored, within the transaction, with `resources`: requests (raw JSON) about people
# whom the store does not know. Whoever keeps some gives back their references (`Type/id`).
about_strangers = Signal()
# Sent by the process that serves, once, before it answers: what works beside it starts here, and gives back
# what stops it.
serving = Signal()
# Sent when the store is looked at (`lenitive check`): whoever hears it gives back checks of its own tables.
checking = Signal()
