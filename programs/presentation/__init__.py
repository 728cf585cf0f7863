"""Programs, cycles and handbooks in words."""
