"""Lenitive: from a chart and a person's own answers to a measured, explained plan of pain care."""

__version__ = "0.1.0"
