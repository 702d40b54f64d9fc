"""Fills questions/coverage.yaml in from the shipped pack, and says what is short.

Run it after adding or changing a question: .venv/bin/python scripts/cover.py
"""

from questions import coverage
from questions.loader import load_packs

if __name__ == "__main__":
    items = [placed.item for pack in load_packs().packs for placed in pack.questions]
    found = coverage.refreshed(coverage.read(), items)
    coverage.FILE.write_text(coverage.written(found), "utf-8")
    print(f"{len(found.short)} short: {', '.join(found.short) or 'nothing'}")
