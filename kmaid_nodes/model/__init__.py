"""The alignment model, its settings, its file, and its use."""
