"""Packages that only some formats need."""

from __future__ import annotations

from importlib import import_module
from types import ModuleType

from kmaid_nodes.codes.file_format import FileFormat
from kmaid_nodes.errors import UserError
from kmaid_nodes.wording.formats import package_needed


def package_for(kind: FileFormat, name: str) -> ModuleType:
    """The package that a format needs; UserError with the way to install it if it is missing."""
    try:
        return import_module(name)
    except ImportError:
        raise UserError(package_needed(kind, name)) from None
