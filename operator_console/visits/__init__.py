"""The visits of a day, counter by counter, to look at and to print."""
