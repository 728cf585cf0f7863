"""What people answer, and what staff plan."""
