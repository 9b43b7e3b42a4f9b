"""The only place where English is made from codes."""
