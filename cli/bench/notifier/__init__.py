"""What stands at the other end of the notifier's benchmark, and what it is held against."""
