"""Shared reads of sessions that return rows."""
