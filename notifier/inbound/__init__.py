"""What citizens write by SMS: received once, understood, answered."""
