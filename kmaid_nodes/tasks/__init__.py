"""One function per task: records in, typed results out, one for each record and in their order."""
