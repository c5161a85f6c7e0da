"""What each command does: a journey a file, and what several of them need."""
