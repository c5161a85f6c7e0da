"""Letters that come back: taken in by SMTP, read, and told as receipts."""
