"""The first evaluation: one document that a team fills together, whose answers become rows of the record."""
