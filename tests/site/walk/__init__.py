"""A walk through the whole site on the demo school: who goes, what they find, and how a page is read."""
