"""The body map in the clinic: as a picture, as words, and as a form."""
