"""What is written back."""
