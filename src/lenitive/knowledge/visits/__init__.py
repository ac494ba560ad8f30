"""What the clinic knows about visits: appointments, referrals, evaluations, templates, notes. No logic."""
