"""Who waits for a slot, and what is offered to them when one is free."""
