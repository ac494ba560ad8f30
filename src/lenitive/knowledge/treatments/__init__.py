"""What can be done about pain, and for whom: treatments, hazards, indications, and the rules of standings."""
