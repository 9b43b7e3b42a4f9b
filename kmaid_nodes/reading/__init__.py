"""Structures and 13C spectra read from files, tables and text, as records of one kind."""
