"""Which provider a message goes through: the town's order, and how well each does now."""
