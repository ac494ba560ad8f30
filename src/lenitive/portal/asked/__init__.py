"""Questionnaires: what is due, one question at a time, and what the answers say."""
