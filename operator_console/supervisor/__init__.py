"""The supervisor's overview: how much there is, and what waits too long."""
