"""Pages of programs, handbooks and people."""
