"""JSON as a command gave it in, an AssertionError or nothing out: does it follow the schema in the package?"""

from __future__ import annotations

import json
from functools import cache
from importlib import resources
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker


@cache
def schema(name: str, part: str | None = None) -> Draft202012Validator:
    """The validator of one command's output, or of a part named under $defs."""
    content = json.loads(resources.files("hegao").joinpath(f"schemas/{name}.schema.json").read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(content)
    if part:
        content = {"$schema": content["$schema"], "$ref": f"#/$defs/{part}", "$defs": content["$defs"]}
    return Draft202012Validator(content, format_checker=FormatChecker())


def conform(name: str, text: str) -> list[Any]:
    """The files of an output in json or jsonl; `name` is check, outline or extract."""
    if text.startswith('{"version"'):
        whole = json.loads(text)
        schema(name).validate(whole)
        files: list[Any] = whole["files"]
        return files
    files = [json.loads(line) for line in text.splitlines()]
    for file in files:
        schema(name, "file").validate(file)
    return files
