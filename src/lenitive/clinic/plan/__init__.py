"""The plan as the clinic's pages show it: what fits next, every treatment, one treatment, a pathway."""
