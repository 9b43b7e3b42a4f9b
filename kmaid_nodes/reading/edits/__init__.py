"""What a chemist decided about assignments, and the files that hold it."""
