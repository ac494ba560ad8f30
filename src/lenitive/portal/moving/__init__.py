"""Pacing, movement and the flare plan."""
