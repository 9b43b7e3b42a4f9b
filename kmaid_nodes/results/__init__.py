"""What the tasks yield: a typed result for each record, or the reason why there is none."""
