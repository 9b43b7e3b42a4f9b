"""The same tasks in many processes: on this machine, or on a Spark cluster."""
