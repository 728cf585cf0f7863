"""Validation of what people enter about programs, handbooks and themselves."""
