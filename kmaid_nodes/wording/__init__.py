"""The only place where sentences are made from codes."""
