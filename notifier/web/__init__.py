"""What providers and citizens' mail programs call: receipts, incoming SMS, the end of messages."""
