"""Agreements at the counter: concluded, printed as a letter, reset, ended."""
