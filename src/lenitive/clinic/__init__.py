"""The clinic: the list of people and the one page before a visit."""
