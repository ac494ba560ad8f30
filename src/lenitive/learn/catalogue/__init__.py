"""The catalogue of courses: read from files of others, kept, found by words, compared side by side."""
