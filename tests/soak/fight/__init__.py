"""Many clients in several processes fight for the last hundred slots, and processes are killed."""
