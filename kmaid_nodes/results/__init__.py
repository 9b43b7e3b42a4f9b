"""What the tasks yield: one typed result for each record, or the reason why there is none."""
