"""Trafilatura's verdict on a page: the only folder that imports it."""
