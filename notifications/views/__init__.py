"""The inbox, and whether the site is well."""
