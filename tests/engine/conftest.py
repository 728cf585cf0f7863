"""How Hypothesis looks for counterexamples here."""

from hypothesis import settings

# How long one example takes on a busy machine says nothing about the engine.
settings.register_profile("engine", deadline=None)
settings.load_profile("engine")
