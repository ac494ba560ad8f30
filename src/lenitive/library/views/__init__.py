"""The pages of the library, one module for each kind."""
