"""Reminders of visits: when one is due, once for each visit, start and step."""
