"""The first page of each person: what needs them now."""
