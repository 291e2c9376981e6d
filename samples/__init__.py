"""The guides, which `cleancopy help TOPIC` prints: the package `cleancopy.guides`. The rest of this folder is not part of it."""
