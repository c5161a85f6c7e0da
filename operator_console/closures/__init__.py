"""Counters that close: whom it concerns, and what has become of each."""
