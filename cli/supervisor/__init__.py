"""Keeps our processes running: starts them, finds them again, restarts what dies or hangs."""
