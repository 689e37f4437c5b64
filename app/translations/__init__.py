"""Records, states, board and editor: what is missing or stale in each language."""
