"""Writes about people and their ways to sign in."""
