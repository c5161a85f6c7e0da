"""Life situations, for those who look after them: how each stands, its texts, its history."""
