"""Lessons with exercises that are kept, and the sleep diary."""
