"""Writes to the outbox, and its delivery."""
