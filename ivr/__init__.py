"""Calls: what a citizen on a touch-tone phone hears and keys."""
