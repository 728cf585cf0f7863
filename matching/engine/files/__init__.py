"""Reads and writes instance files. Knows the model alone."""
