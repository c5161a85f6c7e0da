"""How many visits nobody came to: by service, weekday and how they were booked."""
