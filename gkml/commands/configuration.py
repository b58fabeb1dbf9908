"""Settings that stand in ``gkml.toml`` and in the environment, for those that the command line does not name.

What is said nearest counts: an option of the command, then the environment (``GKML_TAGGER``, ``GKML_LIMITS_PAGES``),
then the file, then what is built in. The file is the one that ``GKML_CONFIG`` names, or the first ``gkml.toml`` in the
working folder or one above it; paths in it are relative to its folder.
"""

from __future__ import annotations

import argparse
import os
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gkml.errors import GkmlError, UsageError
from gkml.messages import LANGUAGES, Sentence
from gkml.readers.limits import Limits
from gkml.records.review import make_review_rules, shipped_review
from gkml.settings import Settings
from gkml.tagging.thresholds import Similarity, Trust

__all__ = ["FILE_NAME", "Setting", "configure", "find_file", "load_settings", "name_to_variable", "to_pipeline"]

FILE_NAME = "gkml.toml"
_FILE_VARIABLE = "GKML_CONFIG"
_PREFIX = "GKML_"
_OTHERS = frozenset({_FILE_VARIABLE, "GKML_TRACEBACK", "GKML_ISOLATED"})  # variables that are no settings
_GROUPS = ("limits", "similarity", "trust", "review")
_DEFAULT = "default"


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting as it is in force.

    Attributes:
        name: as in the file, ``limits.pages`` for instance.
        value: as JSON has it; None where nothing is set.
        origin: the file, the variable of the environment, or ``default``.
    """

    name: str
    value: Any
    origin: str = _DEFAULT

    @property
    def is_default(self) -> bool:
        """Whether nobody set it."""
        return self.origin == _DEFAULT


def find_file(environment: Mapping[str, str], folder: Path) -> Path | None:
    """The file that counts in a folder; None where there is none.

    Raises:
        UsageError: ``GKML_CONFIG`` names none. Empty, it says that there is to be none.
    """
    named = environment.get(_FILE_VARIABLE)
    if named is not None:
        if named and not os.path.isfile(named):
            raise _refused("config_no_file", path=named)
        return Path(named) if named else None
    return next((path for each in (folder, *folder.parents) if (path := each / FILE_NAME).is_file()), None)


def load_settings(environment: Mapping[str, str], folder: Path) -> dict[str, Setting]:
    """All settings by name, those of the file and the environment in their place.

    Raises:
        UsageError: the file cannot be read, or file or environment name something that is no setting, or give one a
            value that it cannot have. The message says which was meant, where it is near enough.
    """
    settings = {name: Setting(name, value) for name, value in _defaults().items()}
    path = find_file(environment, folder)
    if path is not None:
        for name, value in _flat(_parsed(path), settings, str(path)):
            settings[name] = _checked(Setting(name, _resolved(name, value, path.parent), str(path)))
    for variable, text in sorted(environment.items()):
        if variable.startswith(_PREFIX) and variable not in _OTHERS:
            name = _variable_to_name(variable, settings)
            settings[name] = _checked(Setting(name, _from_text(name, text, variable), variable))
    return settings


def _defaults() -> dict[str, Any]:
    plain = Settings().to_plain()
    plain["templates"], plain["review"] = [], shipped_review()
    flat = {"lang": None, "workers": None}
    for name, value in plain.items():
        flat |= {f"{name}.{key}": one for key, one in value.items()} if name in _GROUPS else {name: value}
    return flat


def _parsed(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError) as error:
        raise _refused("config_unreadable", path=path, reason=error) from None


def _flat(data: Mapping[str, Any], known: Mapping[str, Setting], origin: str) -> Iterator[tuple[str, Any]]:
    for key, value in data.items():
        if key in _GROUPS and isinstance(value, Mapping):
            named = [(f"{key}.{below}", one) for below, one in value.items()]
        else:
            named = [(key, value)]
        for name, one in named:
            if name not in known:
                raise _unknown(name, known, origin)
            yield name, one


def _unknown(name: str, known: Mapping[str, Any], origin: str) -> UsageError:
    from gkml.commands.spelling import nearest

    like = nearest(name, (*known, *_GROUPS))
    if like:
        return _refused("config_unknown_near", name=name, origin=origin, near=like[0])
    return _refused("config_unknown", name=name, origin=origin)


def _variable_to_name(variable: str, known: Mapping[str, Setting]) -> str:
    by_variable = {name_to_variable(name): name for name in known}
    if variable not in by_variable:
        raise _unknown(variable, by_variable, "environment")
    return by_variable[variable]


def name_to_variable(name: str) -> str:
    """The variable of the environment that a setting has."""
    return _PREFIX + name.replace(".", "_").upper()


def _from_text(name: str, text: str, variable: str) -> Any:
    """A value of the environment: a word for what is text, paths parted as in PATH, else a value of TOML."""
    kind = _KINDS.get(name)
    if kind is _paths:
        return [os.path.abspath(one) for one in text.split(os.pathsep) if one]
    if kind is not None and kind is not _workers:
        return text
    try:
        return tomllib.loads(f"value = {text}")["value"]
    except ValueError:
        wanted = _workers(text) if kind is _workers else "TOML"
        raise _refused("config_bad_value", name=name, origin=variable, value=text, wanted=wanted) from None


def _resolved(name: str, value: Any, folder: Path) -> Any:
    """Paths of a file are relative to it."""
    if name == "model" and isinstance(value, str):
        return os.path.join(folder, value)
    if name == "templates" and isinstance(value, list):
        return [os.path.join(folder, one) if isinstance(one, str) else one for one in value]
    return value


def _word(*allowed: str) -> Callable[[Any], str | None]:
    return lambda value: None if value in allowed else " / ".join(allowed)


def _path(value: Any) -> str | None:
    return None if isinstance(value, str) and value else "FOLDER"


def _paths(value: Any) -> str | None:
    return None if isinstance(value, list) and all(isinstance(one, str) and one for one in value) else '["FILE", …]'


def _workers(value: Any) -> str | None:
    return None if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else "0, 1, 2 …"


_KINDS: Mapping[str, Callable[[Any], str | None]] = {
    "tagger": _word("combined", "model", "rules"),
    "lang": _word(*LANGUAGES),
    "model": _path,
    "templates": _paths,
    "workers": _workers,
}
"""What says of a value what it should be, where it is not; the others check themselves when settings are made."""


def _checked(setting: Setting) -> Setting:
    check = _KINDS.get(setting.name)
    if check is not None:
        wanted = check(setting.value)
        if wanted is not None:
            raise _refused(
                "config_bad_value", name=setting.name, origin=setting.origin, value=setting.value, wanted=wanted
            )
        return setting
    try:
        make_review_rules(to_pipeline({setting.name: setting}).review)
    except GkmlError as error:
        raise _refused("config_refused", origin=setting.origin, reason=error.message) from None
    return setting


def to_pipeline(settings: Mapping[str, Setting]) -> Settings:
    """What a pipeline is made from; settings that are not named are the usual ones.

    Raises:
        UsageError: a value is none that the setting can have.
    """
    plain: dict[str, Any] = {}
    for name, setting in settings.items():
        group, _, key = name.partition(".")
        if key and not setting.is_default:
            plain.setdefault(group, {})[key] = setting.value
        elif name in ("tagger", "model", "templates"):
            plain[name] = setting.value
    return Settings(
        plain.get("tagger", "combined"),
        tuple(plain.get("templates", ())),
        plain.get("model"),
        Limits(**plain.get("limits", {})),
        Similarity(**plain.get("similarity", {})),
        Trust(**plain.get("trust", {})),
        plain.get("review", {}),
    )


def configure(options: argparse.Namespace, environment: Mapping[str, str], folder: Path) -> None:
    """Fill in what the options of a command leave open; ``options.settings`` has what no option names.

    Raises:
        UsageError: as ``load_settings`` does.
    """
    if _is_configured(environment, folder):
        settings = load_settings(environment, folder)
        options.settings = to_pipeline(settings)
        by_rules = getattr(options, "tagger", None) == "rules"  # who asks for the rules wants no model
        for name in ("lang", "tagger", "workers", "templates", *(() if by_rules else ("model",))):
            if hasattr(options, name) and not getattr(options, name) and getattr(options, name) != 0:
                setattr(options, name, settings[name].value)


def _is_configured(environment: Mapping[str, str], folder: Path) -> bool:
    """Whether anything is set; asked at every start, so it reads nothing."""
    named = any(name.startswith(_PREFIX) and name not in _OTHERS for name in environment)
    return named or find_file(environment, folder) is not None


def _refused(key: str, **parameters: Any) -> UsageError:
    return UsageError(Sentence("cli", key, **parameters))
