"""The caller's panel on the operator's desk: who it is, visits, applications, life situations."""
