"""Closures that people make while all runs, beside those that the town's files describe."""
