"""From findings to options and documents: what fits this person next, and why."""
