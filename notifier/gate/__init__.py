"""When a message may go: quiet hours, limits, budget, trial, and who is not written to."""
