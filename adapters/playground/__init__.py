"""A chat in the browser, for people who have no tokens yet, and for the tests."""
