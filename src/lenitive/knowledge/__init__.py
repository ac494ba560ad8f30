"""What the field knows, as files with their sources, and the typed loaders that read them. No logic."""
