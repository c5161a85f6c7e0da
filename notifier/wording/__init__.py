"""The wording of messages for those who look after it; nothing here sends anything."""
