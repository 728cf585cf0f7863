"""Shared reads of the outbox."""
