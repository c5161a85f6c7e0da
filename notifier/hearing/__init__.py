"""What providers tell, in words that no provider owns, and where it is kept."""
