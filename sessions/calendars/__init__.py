"""Arithmetic of the calendar: wall clocks and dates that repeat. It knows no session."""
