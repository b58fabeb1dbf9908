"""``gkml config``: the settings that are in force, and where each comes from."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

from gkml.commands.configuration import FILE_NAME, Setting, find_file, load_settings, name_to_variable
from gkml.commands.messages import ALL_READ, note, require_stdout, say

__all__ = ["config"]


def config(options: argparse.Namespace) -> int:
    """Write settings; the exit status."""
    require_stdout()
    folder = Path.cwd()
    found = [
        setting
        for setting in load_settings(os.environ, folder).values()
        if not (options.changed and setting.is_default)
    ]
    if options.format == "json":
        plain = {each.name: {"value": each.value, "origin": each.origin} for each in found}
        sys.stdout.write(json.dumps(plain, ensure_ascii=False, indent=1) + "\n")
    elif options.format == "toml":
        sys.stdout.write("\n".join(_toml_lines(found)) + "\n")
    else:
        sys.stdout.write("".join(_text_lines(found)))
        path = find_file(os.environ, folder)
        note(say("config_file", path=path) if path else say("config_none", name=FILE_NAME))
    return ALL_READ


def _text_lines(settings: Sequence[Setting]) -> Iterator[str]:
    shown = [(each.name, _short(each), _origin(each)) for each in settings]
    widths = [max((len(row[column]) for row in shown), default=0) for column in range(2)]
    return (f"{name:<{widths[0]}}  {value:<{widths[1]}}  {origin}\n" for name, value, origin in shown)


def _short(setting: Setting) -> str:
    if setting.name == "review.rules":
        return say("config_rules", count=len(setting.value))
    return "-" if setting.value is None else to_toml(setting.value)


def _origin(setting: Setting) -> str:
    return say("config_default", variable=name_to_variable(setting.name)) if setting.is_default else setting.origin


def _toml_lines(settings: Sequence[Setting]) -> Iterator[str]:
    """A file of settings, those that nobody set as comments."""
    for group, members in groupby(settings, key=lambda each: each.name.rpartition(".")[0]):
        if group:
            yield f"\n[{group}]"
        for each in members:
            key = each.name.rpartition(".")[2]
            line = f"{key} = " + ('""' if each.value is None else to_toml(each.value))
            yield f"# {line}" if each.is_default else line


def to_toml(value: Any) -> str:
    """A value as TOML writes it (https://toml.io/en/v1.0.0), on one line."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key} = {to_toml(one)}" for key, one in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(to_toml, value)) + "]"
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
