"""Pages of sessions: access → form → service → redirect."""
