"""Proceedings: how an application stands."""
