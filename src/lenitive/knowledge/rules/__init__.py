"""The rules of the guidelines and their language."""
