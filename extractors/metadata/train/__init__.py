"""Counting the points of the vote on gold pages; not needed to extract."""
