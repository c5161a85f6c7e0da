"""A town so small that everybody wants the same few slots, and a model of it that is simple."""
