"""The 13C string of a paper, read by a grammar that accounts for every character."""
