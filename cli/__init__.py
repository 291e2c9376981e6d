"""The command line: parsing, calling, printing."""
