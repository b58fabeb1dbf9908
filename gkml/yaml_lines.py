"""YAML that remembers the line of every key, so that an error in a file names file, line and key."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import yaml

from gkml.errors import TemplateError

__all__ = ["YamlLines"]

_MAX_DEPTH = 32  # the forms nest six deep; an alias that holds itself nests without end
_MAX_VALUES = 100_000  # the forms have some five hundred; aliases of aliases multiply
_STANDARD = "tag:yaml.org,2002:"
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # ten times faster where the wheel has libyaml
_COLLECTIONS = frozenset({f"{_STANDARD}map", f"{_STANDARD}seq"})


class YamlLines:
    """The content of a YAML file and the line of every key.

    Attributes:
        data: mappings, lists and plain values.
        lines: path of keys to its line, counted from 1.
    """

    def __init__(self, path: Path, text: str) -> None:
        """Read ``text``, the content of ``path``.

        Raises:
            TemplateError: it is not YAML, or its top is not a mapping.
        """
        self.path = path
        self.lines: dict[tuple[Any, ...], int] = {}
        self._values = 0
        self._loader = yaml.SafeLoader("")  # of scalars
        try:
            node = yaml.compose(text, Loader=_LOADER)
        except yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None)
            line = mark.line if mark else text.count("\n", 0, getattr(error, "position", 0))
            says = getattr(error, "problem", None) or getattr(error, "reason", None) or error
            if "nesting depth" in str(says):  # of libyaml, 1,000
                raise TemplateError(f"{path}:{line + 1}: nested more than {_MAX_DEPTH} deep") from None
            raise TemplateError(f"{path}:{line + 1}: not YAML: {says}") from None
        except RecursionError:
            raise TemplateError(f"{path}:1: nested more than {_MAX_DEPTH} deep") from None
        if not isinstance(node, yaml.MappingNode):
            raise TemplateError(
                f"{path}:1: a form is a mapping with the keys form, title, source, years, sections, tables"
            )
        self.data = self._build(node, ())

    def error(self, at: Sequence[Any], problem: str, *, line: int | None = None) -> TemplateError:
        """The error to raise for the value at a path of keys; without a line of its own, that of its parent."""
        where = tuple(at)
        while line is None:
            line = self.lines.get(where)
            if not where:
                line = line or 1
            where = where[:-1]
        key = ".".join(str(part) for part in at) or "(top)"
        return TemplateError(f"{self.path}:{line}: {key}: {problem}")

    def _build(self, node: yaml.Node, at: tuple[Any, ...]) -> Any:
        line = node.start_mark.line + 1
        self.lines.setdefault(at, line)
        self._values += 1
        if len(at) > _MAX_DEPTH:
            raise self.error(at[:3], f"nested more than {_MAX_DEPTH} deep; an alias may hold itself", line=line)
        if self._values > _MAX_VALUES:
            raise self.error(at, f"more than {_MAX_VALUES} values; aliases may multiply them", line=line)
        if isinstance(node, yaml.ScalarNode):
            return self._scalar(node, at)
        if node.tag not in _COLLECTIONS:
            raise self.error(at, f"the tag {node.tag!r} has no meaning here", line=line)
        if isinstance(node, yaml.SequenceNode):
            return [self._build(child, (*at, number)) for number, child in enumerate(node.value)]
        built: dict[Any, Any] = {}
        for key_node, value_node in node.value:
            line = key_node.start_mark.line + 1
            if not isinstance(key_node, yaml.ScalarNode):
                raise self.error(at, "a key is a single word or number, not a list or a mapping", line=line)
            key = self._scalar(key_node, at)
            if key in built:
                raise self.error((*at, key), "the key stands twice", line=line)
            self.lines[(*at, key)] = line
            built[key] = self._build(value_node, (*at, key))
        return built

    def _scalar(self, node: yaml.ScalarNode, at: tuple[Any, ...]) -> Any:
        try:
            return self._loader.construct_object(node, deep=True)
        except (yaml.YAMLError, ArithmeticError, AttributeError, LookupError, TypeError, ValueError):
            # the constructors of YAML types raise whatever their parsers do
            kind = node.tag.rpartition(":")[2] if node.tag.startswith(_STANDARD) else node.tag
            value = node.value if len(node.value) <= 40 else node.value[:40] + "…"
            problem = f"{value!r} is not a valid {kind}; in quotes it is a string"
            raise self.error(at, problem, line=node.start_mark.line + 1) from None
