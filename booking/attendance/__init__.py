"""Who came: check-in, calling to a counter, and who did not come."""
