"""All writes of programs, handbooks and people."""
