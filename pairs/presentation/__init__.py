"""Rows into words for pages."""
