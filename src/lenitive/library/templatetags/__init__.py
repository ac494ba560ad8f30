"""What the templates of the library use."""
