"""Molecular graphs: features, batches, message passing."""
