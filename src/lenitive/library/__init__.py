"""The public library: questions, lessons, courses, careers, what helps by condition, and the assistant."""
