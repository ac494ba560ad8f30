"""The first page of a person: what matters today, one thing at a time."""
