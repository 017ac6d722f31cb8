"""hegao (核稿): checks, extracts from, and fills Chinese official documents (公文)."""

__version__ = "0.1.0"
