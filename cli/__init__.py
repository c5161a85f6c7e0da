"""The command line: one command a file; wires the parts."""
