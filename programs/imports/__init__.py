"""Texts that come into the handbook from elsewhere."""
