"""When counters are open."""
