"""The front door for Python: a model with a verb for each task, and results that show themselves."""
