"""Searching a library of molecules for those that fit a spectrum."""

# Candidates of a query that are ranked by its peaks, where nobody says how many.
RERANKED = 200
