"""The clerk's counter: who waits, who is called, who came and who did not."""
