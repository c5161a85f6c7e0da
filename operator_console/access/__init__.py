"""Who may see what: log-in, sessions, roles, and that a command comes from our own page."""
