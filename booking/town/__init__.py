"""A town describes itself in YAML files; here they are read, checked and taken in."""
