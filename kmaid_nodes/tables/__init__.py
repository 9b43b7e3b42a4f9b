"""Typed results as Arrow tables, with codes and sentences in columns side by side."""
