from collections.abc import Mapping, Sequence

from .forest import Forest

def build_forest(names: Sequence[str], arrays: Mapping[str, Sequence[int]]) -> Forest: ...
