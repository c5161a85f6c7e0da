"""Tokens by which other systems of the town get in."""
