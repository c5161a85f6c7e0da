"""One person who stands in the records twice becomes one, with a trace."""
