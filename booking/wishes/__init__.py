"""What a citizen has agreed to, and how they want to be told."""
