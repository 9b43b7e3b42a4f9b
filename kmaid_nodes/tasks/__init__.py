"""One function per task, from Arrow record batches to Arrow record batches."""
