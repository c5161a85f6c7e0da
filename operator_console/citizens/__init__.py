"""Citizens as the staff look after them: contacts, wishes, representatives, duplicates."""
