"""Values of settings read from JSON tables and from text, with a sentence for each value refused."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from types import NoneType
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

from kmaid_nodes.errors import UserError

Settings = TypeVar("Settings")


def from_table(kind: type[Settings], data: Any) -> Settings:
    """Settings of a kind from a JSON table, nested settings in nested tables; defaults for what is missing.

    Raises UserError naming a setting that is unknown, mistyped or out of range.
    """
    if not isinstance(data, dict):
        raise UserError("The settings are not a table of names and values.")
    types = get_type_hints(kind)
    if unknown := sorted(set(data) - set(types)):
        raise UserError(f"Unknown setting {unknown[0]!r}.")
    return kind(**{name: _value(name, value, types[name]) for name, value in data.items()})


def _value(name: str, value: Any, kind: Any) -> Any:
    if is_dataclass(kind):
        return from_table(kind, value)  # type: ignore[arg-type]
    if get_origin(kind) is tuple:
        if not isinstance(value, list):
            raise UserError(f"The settings under {name!r} are not a list.")
        return tuple(_value(name, each, get_args(kind)[0]) for each in value)
    if NoneType in get_args(kind):
        return None if value is None else _value(name, value, get_args(kind)[0])
    if allowed := get_args(kind):
        if value not in allowed:
            raise UserError(f"{name} is {value!r}; it must be one of {', '.join(allowed)}.")
        return value
    number = kind in (int, float)
    if not isinstance(value, (int, float) if kind is float else kind) or (number and isinstance(value, bool)):
        raise UserError(f"{name} is {value!r}; it must be {kind.__name__}.")
    return value


def simple_settings(settings: Any) -> dict[str, Any]:
    """The plain values among settings, such as numbers and words, by name; nested settings are left out."""
    return {
        f.name: getattr(settings, f.name)
        for f in fields(settings)
        if not isinstance(getattr(settings, f.name), tuple) and not is_dataclass(getattr(settings, f.name))
    }


def from_text(text: str, like: Any, path: str) -> Any:
    """The value that a text such as "0.5" or "true" means, of the type of `like`.

    Raises UserError naming the setting's path if the text is no such value.
    """
    kind = type(like)
    try:
        if kind is bool:
            return {"true": True, "false": False}[text.lower()]
        return kind(text)
    except (ValueError, KeyError):
        raise UserError(f"{path} must be {kind.__name__}, not {text!r}.") from None
