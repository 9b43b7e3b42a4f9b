"""Typed results as Arrow tables: the one place where sentences stand beside codes in columns."""
