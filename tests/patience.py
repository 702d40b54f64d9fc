"""How long a test waits for what should happen."""

PATIENCE = 60
"""Seconds. Waiting costs nothing when it happens, and a slow machine may take long.

Less than one test may take in all, so that what never happened is what is told.
"""
