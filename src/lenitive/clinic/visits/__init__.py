"""Visits: opened by a template, filled step by step, written into the record at once, closed, corrected."""
