"""Training: gold pages in, weights and a model card out. Needs the `train` extra; nothing else imports it."""
