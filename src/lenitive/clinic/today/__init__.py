"""The clinic's day: who comes, and what each of them needs, from rows that were computed before."""
