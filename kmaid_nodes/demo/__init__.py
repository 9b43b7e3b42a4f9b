"""The demonstration on the shipped spectra."""
