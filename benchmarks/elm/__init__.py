"""One rule in ELM, and a runner for a CQL engine: the peer of the benchmark of findings."""
