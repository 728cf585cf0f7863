"""The lists of a year: what their columns say, and what they are narrowed by."""
