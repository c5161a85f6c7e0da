"""What other systems of the town hand over: files of rows, read and checked."""
