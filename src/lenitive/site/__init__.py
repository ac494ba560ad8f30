"""Django settings and URLs, and nothing else."""
