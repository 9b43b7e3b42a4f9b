"""The Python API: a model with a method for each task, and results that can be tables or drawings."""
