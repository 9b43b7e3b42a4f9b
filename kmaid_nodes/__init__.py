"""K-M3AID: molecules and 13C NMR spectra aligned, for assignment, retrieval and embedding."""

__version__ = "0.1.0"
