"""Searching a library of molecules for those that fit a spectrum."""
