"""The one option the tests know beyond pytest's own."""

from __future__ import annotations

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-expected",
        action="store_true",
        help="write corpora/*.expected.yml anew from what hegao finds now",
    )
