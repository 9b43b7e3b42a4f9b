"""Assigning peaks to carbons: costs, matching, confidence."""
