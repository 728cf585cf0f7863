"""Validation of what people state about pairs and conflicts."""
