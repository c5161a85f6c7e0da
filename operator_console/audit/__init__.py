"""The data protection officer's room: who looked at what, and who changed it."""
