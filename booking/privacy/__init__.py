"""What is known of persons: given to them, erased, and kept no longer than it must be."""
