"""The administrator's look at the town's description and the staff."""
