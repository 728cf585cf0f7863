"""All writes to sessions, by noun."""
