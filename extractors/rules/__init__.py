"""Boilerplate rules: short TOML files that overrule the model, with tests inside them."""

from __future__ import annotations

from .apply import Ruling, apply_rules
from .load import load_rules
from .rule import Rule

__all__ = ["Rule", "Ruling", "apply_rules", "load_rules"]
