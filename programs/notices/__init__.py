"""The notices of programs."""
