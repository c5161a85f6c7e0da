"""What the words of a message mean. Pure."""
