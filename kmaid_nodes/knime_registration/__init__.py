"""Registers this checkout or installation in KNIME Analytics Platform, and takes it out again.

KNIME reads extensions that are no installed features from a YAML file, which a line of knime.ini names.
"""
