"""The settings of a node: from the JSON of its Python part to KNIME's entries, and back.

A group of options is a config of its own, marked as an object. This is how KNIME's mapper of JSON to settings
writes nested settings, and how it recognises them when it reads a workflow.
"""

from __future__ import annotations

from typing import Any

from workflow_making.config_xml import ARRAY_SIZE, Config

_KIND = "json-type_Internals"
_VERSION = "extension_version_Internals"
_NULL = "null_Internals"
Settings = dict[str, Any]


def entries_of_settings(settings: Settings, version: str) -> Config:
    """The config `model` of a node whose settings were saved with this version of the extension."""
    return {**_entries(settings), _VERSION: version}


def settings_of_entries(config: Config) -> tuple[Settings, str]:
    """The settings, and the version of the extension that saved them; ValueError without the marks."""
    inner = {key: value for key, value in config.items() if key != _VERSION}
    return _settings(inner), config[_VERSION]


def leaves(settings: Settings) -> dict[str, Any]:
    """The single options by their names, without their groups; ValueError for a name in two groups."""
    found: dict[str, Any] = {}
    for key, value in settings.items():
        for name, leaf in (leaves(value) if isinstance(value, dict) else {key: value}).items():
            if name in found:
                raise ValueError(f"two options are called {name}")
            found[name] = leaf
    return found


def changed(settings: Settings, changes: dict[str, Any]) -> Settings:
    """The settings with other values for some options, named without their groups; KeyError for no option."""
    if unknown := set(changes) - set(leaves(settings)):
        raise KeyError(f"no such options: {sorted(unknown)}")
    return _changed(settings, changes)


def _changed(settings: Settings, changes: dict[str, Any]) -> Settings:
    return {
        key: _changed(value, changes) if isinstance(value, dict) else changes.get(key, value)
        for key, value in settings.items()
    }


def _entries(settings: Settings) -> Config:
    entries: Config = {}
    for key, value in settings.items():
        if isinstance(value, dict):
            entries[key] = _entries(value)
        elif isinstance(value, list) and not value:
            entries[key] = {_KIND: "STRING_ARRAY", ARRAY_SIZE: 0, _NULL: False}
        else:
            entries[key] = value
    return {**entries, _KIND: "OBJECT"}


def _settings(config: Config) -> Settings:
    if config.get(_KIND) != "OBJECT":
        raise ValueError(f"a group of settings without {_KIND} OBJECT: {sorted(config)}")
    settings: Settings = {}
    for key, value in config.items():
        if key == _KIND:
            continue
        if isinstance(value, dict):
            is_empty_list = value.get(_KIND) == "STRING_ARRAY"
            settings[key] = [] if is_empty_list else _settings(value)
        else:
            settings[key] = value
    return settings
