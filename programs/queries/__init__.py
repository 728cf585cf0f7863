"""Shared reads of programs, cycles and handbooks."""
