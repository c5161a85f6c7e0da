"""The wording of messages, for those who look after it: what is sent, edits, trials, history."""
