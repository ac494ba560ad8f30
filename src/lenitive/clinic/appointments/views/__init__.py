"""Pages of the calendar and of a person's appointments."""
