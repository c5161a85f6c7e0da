"""Everything the caller hears: texts, the grammar of values, and rendering ahead of time."""
