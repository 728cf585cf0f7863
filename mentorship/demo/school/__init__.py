"""The demo school: Halden Lake, its partner, and a mentoring year that is under way on the day it is loaded."""
