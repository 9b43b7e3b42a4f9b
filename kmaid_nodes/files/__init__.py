"""Ground floor: paths, lines of text files, and files that are there whole or not at all."""
