"""Fields of the record types, and their JSON forms: both follow from the dataclasses and stand nowhere else."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, is_dataclass
from decimal import Decimal
from enum import StrEnum
from functools import cache, reduce
from types import NoneType, UnionType
from typing import Any, Literal, Self, Union, cast, get_args, get_origin, get_type_hints

from gkml.errors import GkmlError, InputError

__all__ = ["JsonKind", "JsonRecord", "Number", "RecordField", "json_number", "read_number", "record_fields"]

Number = int | Decimal
JsonKind = Literal["text", "whole", "number", "truth", "list", "object"]

_PLACES = 4  # of what is a float in Python, confidences, in JSON


@dataclass(frozen=True, slots=True)
class RecordField:
    """One field of a record type.

    Attributes:
        name: in Python and in JSON.
        kind: of the JSON value; ``whole`` is a number without a point.
        nullable: whether it may be null.
        parts: of a ``list`` its items as a field without a name, or one for each place where their number is fixed; of
            an ``object`` its fields, or its values as a field without a name where the keys are not fixed.
        choices: the values that a ``text`` may have; empty where any is allowed.
    """

    name: str
    kind: JsonKind
    nullable: bool = False
    parts: tuple[RecordField, ...] = ()
    choices: tuple[str, ...] = ()


@cache
def record_fields(kind: type[Any]) -> tuple[RecordField, ...]:
    """The fields of a record type (``CellRecord``, ``CheckRecord`` …) in the order of their JSON form.

    Args:
        kind: a dataclass of ``gkml.records`` or a named tuple.
    """
    return tuple(_field(name, hint) for name, hint in _hints(kind).items())


def _hints(kind: type[Any]) -> dict[str, Any]:
    hints = get_type_hints(kind)
    names = kind._fields if _is_named_tuple(kind) else [field.name for field in fields(kind)]
    return {name: hints[name] for name in names}


def _is_named_tuple(hint: Any) -> bool:
    return isinstance(hint, type) and issubclass(hint, tuple) and hasattr(hint, "_fields")


def _is_enum(hint: Any) -> bool:
    return isinstance(hint, type) and issubclass(hint, StrEnum)


def _items(hint: Any) -> tuple[Any, ...] | None:
    """Types of the items of what is a list in JSON: one for all, or one for each place; None for what is no list.

    A mapping to records is the list of these: they bear their keys as ids.
    """
    if _is_named_tuple(hint):
        return tuple(_hints(hint).values())
    if get_origin(hint) is tuple:
        return tuple(one for one in get_args(hint) if one is not ...)
    if get_origin(hint) is Mapping and is_dataclass(get_args(hint)[1]):
        return (get_args(hint)[1],)
    return None


def _without_none(hint: Any) -> tuple[Any, bool]:
    """A type without None, and whether None was one of its members."""
    if get_origin(hint) not in (Union, UnionType):
        return hint, False
    left = [one for one in get_args(hint) if one is not NoneType]
    return reduce(operator.or_, left), len(left) < len(get_args(hint))


_SIMPLE: dict[Any, JsonKind] = {str: "text", int: "whole", bool: "truth", float: "number", Number: "number"}
_ERROR = (RecordField("code", "text"), RecordField("message", "text"))


def _field(name: str, hint: Any) -> RecordField:
    plain, nullable = _without_none(hint)
    items = _items(plain)
    if items is not None:
        return RecordField(name, "list", nullable, tuple(_field("", one) for one in items))
    if get_origin(plain) is Literal:
        return RecordField(name, "text", nullable, choices=get_args(plain))
    if _is_enum(plain):
        return RecordField(name, "text", nullable, choices=tuple(one.value for one in plain))
    if is_dataclass(plain):
        return RecordField(name, "object", nullable, record_fields(cast(Any, plain)))
    if get_origin(plain) is Mapping:
        return RecordField(name, "object", nullable, (_field("", get_args(plain)[1]),))
    return RecordField(name, _SIMPLE.get(plain, "object"), nullable, _ERROR if plain is GkmlError else ())


# ---------------------------------------------------------------------------------------------------------------------
# Records to JSON

_Convert = Callable[[Any], Any]


class JsonRecord:
    """What is a record type: a frozen dataclass with a JSON form."""

    __slots__ = ()

    def to_dict(self, *, exact: bool = False) -> dict[str, Any]:
        """The JSON form, fields in their order.

        Args:
            exact: figures that are ``Decimal`` are strings with the decimals as printed, and floats are not rounded.
        """
        kind: Any = type(self)  # a class is hashable, which mypy does not see of one that has slots
        names, values_of, converted = _encoders(kind, exact)
        record = dict(zip(names, values_of(self), strict=True))
        for name, convert in converted:
            if (value := record[name]) is not None:
                record[name] = convert(value)
        return record

    @classmethod
    def from_dict(cls, record: Mapping[str, Any]) -> Self:
        """The inverse of ``to_dict``; every number with a point may be a ``Decimal``.

        A field that the record lacks has its default, as has one that is null and may not be. Fields and codes of
        doubts that this version does not know are left out.

        Raises:
            KeyError, TypeError, ValueError: it is no such record.
        """
        known, kind = {}, cast(Any, cls)
        for name, nullable, convert in _decoders(kind):
            value = record.get(name)
            if value is not None:
                known[name] = convert(value)
            elif nullable and name in record:
                known[name] = None
        return cls(**known)


@cache
def _encoders(
    kind: type[Any], exact: bool
) -> tuple[tuple[str, ...], Callable[[Any], tuple[Any, ...]], tuple[tuple[str, _Convert], ...]]:
    """Names of the fields, what takes their values from a record, and how those that JSON lacks are converted."""
    hints = _hints(kind)
    convert = {name: _encoder(_without_none(hint)[0], exact) for name, hint in hints.items()}
    converted = tuple((name, each) for name, each in convert.items() if each is not _same)
    return tuple(hints), _values_of(tuple(hints)), converted


def _values_of(names: tuple[str, ...]) -> Callable[[Any], tuple[Any, ...]]:
    one = operator.attrgetter(*names)
    return one if len(names) > 1 else lambda record: (one(record),)


def _encoder(hint: Any, exact: bool) -> _Convert:
    """How a value that is not None becomes one of JSON."""
    items = _items(hint)
    if hint == Number:
        return _exact_number if exact else json_number
    if hint is float:
        return _same if exact else _rounded
    if hint is GkmlError:
        return lambda error: {"code": error.code, "message": error.message}
    if _is_enum(hint):
        return str
    if is_dataclass(hint):
        return lambda record: record.to_dict(exact=exact)
    if get_origin(hint) is Mapping and items is None:
        return dict
    if items is None:
        return _same
    if _is_named_tuple(hint) or len(items) > 1:
        return list
    convert = _encoder(items[0], exact)
    if get_origin(hint) is Mapping:
        return lambda records: [convert(record) for record in records.values()]
    return lambda values: [convert(value) for value in values]


def _same(value: Any) -> Any:
    return value


def _rounded(value: float) -> float:
    return round(value, _PLACES)


def shown_number(value: Number | None) -> str:
    """A figure as text, every digit of it; nothing for None."""
    return "" if value is None else format(value, "f") if isinstance(value, Decimal) else str(value)


def json_number(value: Number | None) -> int | float | None:
    """A figure as a JSON number; the only place where a figure becomes a float."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value


def _exact_number(value: Number | None) -> int | str | None:
    return str(value) if isinstance(value, Decimal) else value


# ---------------------------------------------------------------------------------------------------------------------
# JSON to records


@cache
def _decoders(kind: type[Any]) -> tuple[tuple[str, bool, _Convert], ...]:
    split = ((name, *_without_none(hint)) for name, hint in _hints(kind).items())
    return tuple((name, nullable, _decoder(plain)) for name, plain, nullable in split)


def _decoder(hint: Any) -> _Convert:
    if hint == Number:
        return read_number
    if hint is float:
        return float
    if hint is GkmlError:
        return _error
    if is_dataclass(hint):
        return cast(type[JsonRecord], hint).from_dict
    if get_origin(hint) is Mapping:
        return _mapping_decoder(get_args(hint)[1])
    items = _items(hint)
    return _same if items is None else _list_decoder(hint, items)


def _mapping_decoder(value: Any) -> _Convert:
    if not is_dataclass(value):
        return dict
    convert = _decoder(value)
    return lambda records: {record["id"]: convert(record) for record in records}


def _list_decoder(hint: Any, items: tuple[Any, ...]) -> _Convert:
    if _is_named_tuple(hint):
        return lambda values: hint(*(_decoder(item)(value) for item, value in zip(items, values, strict=True)))
    if len(items) > 1:
        return lambda values: tuple(_decoder(item)(value) for item, value in zip(items, values, strict=True))
    if _is_enum(items[0]):
        return lambda values: tuple(items[0](value) for value in values if value in _values(items[0]))
    convert = _decoder(items[0])
    return lambda values: tuple(convert(value) for value in values)


@cache
def _values(kind: type[StrEnum]) -> frozenset[str]:
    return frozenset(one.value for one in kind)


def read_number(value: float | str | Decimal) -> Number:
    """The inverse of ``json_number``: whole numbers are ``int``, others ``Decimal``, as are figures in a string."""
    return value if isinstance(value, int) else Decimal(str(value))


def _error(error: Mapping[str, str]) -> GkmlError:
    kind = GkmlError if error["code"] == "internal_error" else InputError
    return kind(error["message"], code=error["code"])
