"""Reads and writes instance files. Imports the model alone."""
