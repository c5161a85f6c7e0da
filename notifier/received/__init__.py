"""Messages that citizens have sent, as they are kept."""
