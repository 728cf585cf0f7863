"""Optimal sets of pairs as circulations of greatest profit, proven by dual values. Imports the model alone."""
