"""Benchmarks: the same work done by Linka and by the plainest thing that could do it."""
