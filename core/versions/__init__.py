"""Texts in versions: draft → published → superseded or withdrawn, each made of ordered parts."""
