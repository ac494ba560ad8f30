"""Drawn examples have no deadline: a busy machine is no failure."""

from hypothesis import settings

settings.register_profile("measure")
settings.load_profile("measure")
