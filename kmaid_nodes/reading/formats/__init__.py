"""The formats of files: how each is recognised and read."""
