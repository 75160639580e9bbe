"""A business of one's own from a folder of CSV files, read as a stream; docs/loading.md describes the format."""
