"""Persons and companies that the town knows."""
