"""How many SMS anybody can provoke in an hour, all numbers together, and that so many have gone."""
