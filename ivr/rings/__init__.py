"""Calls that the machine places: voice messages, each dialled once at most."""
