"""The verdict on each block: trafilatura's for HTML, the shape of prose for plain text, its place for an image."""
