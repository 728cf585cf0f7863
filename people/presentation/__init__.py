"""Invitations in words."""
