"""A call: the line, the keys, the journal, and the conversation on top of them."""
