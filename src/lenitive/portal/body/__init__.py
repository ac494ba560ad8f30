"""The body map: where it hurts, how much and how, then and now."""
