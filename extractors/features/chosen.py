"""The functions that measure every block: compiled where the installation found a compiler, else the same in Python."""

try:
    from .compiled_features import log_column, name_parts, read_odds, read_wordings, share_column
except ImportError:
    from .class_names import name_parts
    from .odds import read_odds
    from .quantise import log_column, share_column
    from .wording import read_wordings

__all__ = ["log_column", "name_parts", "read_odds", "read_wordings", "share_column"]
