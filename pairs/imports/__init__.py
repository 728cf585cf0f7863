"""Rosters of assessors and teachers."""
