"""Surveys into words, pages and forms."""
