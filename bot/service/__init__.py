"""The use-cases: claim or load, act, record."""
