"""What each command does: a conversation a file, and what several of them need."""
