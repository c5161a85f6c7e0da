"""Who looked at what, and who did what: kept for the data protection officer."""
