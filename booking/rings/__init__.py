"""Calls that the system places."""
