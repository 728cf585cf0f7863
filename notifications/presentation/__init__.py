"""Messages as emails and as words."""
