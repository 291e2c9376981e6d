"""What every block is read with: compiled, where the installation found a compiler, else the same in Python."""

try:
    from .compiled import log_column, name_parts, read_odds, read_wordings, share_column, words
except ImportError:
    from ..text import words
    from .names import name_parts
    from .odds import read_odds
    from .quantise import log_column, share_column
    from .wording import read_wordings

__all__ = ["log_column", "name_parts", "read_odds", "read_wordings", "share_column", "words"]
