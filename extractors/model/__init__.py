"""Judge the blocks of a page with a learned model: features in, probabilities and decisions out."""
