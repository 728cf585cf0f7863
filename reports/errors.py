"""What reports refuse."""
