"""Shared reads of those who take part."""
