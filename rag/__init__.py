"""Question to checked answer."""
