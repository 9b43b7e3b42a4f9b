"""Tables of structures and spectra: which column holds what, and how the rows make spectra."""
