"""Drawings, spectra, curves and the HTML report."""
