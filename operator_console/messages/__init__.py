"""What was sent: figures, lists, one message's way, and the answer to 'was I told?'."""
