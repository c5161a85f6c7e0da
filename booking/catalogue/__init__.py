"""What the town offers, where, and at which counters."""
