"""The backend: citizens, calendars, visits, applications, topics, staff, events and audit."""
