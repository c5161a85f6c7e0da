"""Who waits for a slot, and what is offered to them: a list, and answers on their behalf."""
