"""Referrals: taken in, matched to a person, triaged, waiting, with their records and letters."""
