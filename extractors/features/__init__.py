"""Numbers about a page's blocks, for the model: one byte a block and feature."""
