"""Shared reads of pairs, and of why two people may not be paired."""
