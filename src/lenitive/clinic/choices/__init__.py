"""What is asked once a visit: which of it applies to a person, and what an answer writes."""
