"""Feedback in words and figures for its pages."""
