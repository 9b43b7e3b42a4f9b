"""Libraries of any number of molecules, embedded part by part into one file."""
