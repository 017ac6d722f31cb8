"""A draft's text before and after correction in, what the correction did against 公文 custom out."""

from __future__ import annotations

import re

_FORBIDDEN = {
    "汉字与字母、数字之间多了空格": r"[\u4e00-\u9fff][ \u00a0][A-Za-z0-9]|[A-Za-z0-9%][ \u00a0][\u4e00-\u9fff]",
    "多了直角引号": "[「」『』]",
    "（一）成了(一)": r"\([一二三四五六七八九十]{1,3}\)",
    "1.成了1。或1．": r"(?m)^[ \u3000]*[0-9]{1,2}[。．]",
    "多了直引号": "[\"']",
    "多了半角标点": r"[\u4e00-\u9fff][,;:?!()]|[,;:?!()][\u4e00-\u9fff]",
}


def contrary(before: str, after: str) -> list[str]:
    """The names of the forbidden things that occur more often after than before."""

    def count(pattern: str, text: str) -> int:
        return len(re.findall(pattern, text))

    return [name for name, pattern in _FORBIDDEN.items() if count(pattern, after) > count(pattern, before)]
