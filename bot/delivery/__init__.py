"""How updates come in and messages go out: nothing lost, in order, each once, none ahead of an emergency."""
