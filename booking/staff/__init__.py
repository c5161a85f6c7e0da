"""Those who work here: roles, skills, passwords."""
