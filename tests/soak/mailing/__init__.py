"""What the storm of messages is made of: its workers, its providers, its reckoning."""
