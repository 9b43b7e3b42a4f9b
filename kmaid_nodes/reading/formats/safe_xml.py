"""XML without document type definitions, whose entities can be made to fill the memory."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

from kmaid_nodes.errors import UserError
from kmaid_nodes.reading.formats.whole_text import whole_text


def xml_root(path: Path) -> ElementTree.Element:
    """The root element of an XML file, its names and those below without namespaces.

    Raises UserError if the file cannot be read, is too large, is not well-formed, or has a document type
    definition.
    """
    text = whole_text(path).lstrip()
    if _has_document_type(text):
        raise UserError(
            f"{path.name} has a document type definition (<!DOCTYPE ...>), which may hide harm; "
            "delete it in a text editor if you trust the file."
        )
    try:
        root = ElementTree.fromstring(text)
    except ElementTree.ParseError as error:
        line, column = error.position
        raise UserError(
            f"{path.name} is damaged or cut off: it stops being XML at line {line}, column {column + 1}."
        ) from None
    for element in root.iter():
        if isinstance(element.tag, str):
            element.tag = element.tag.rpartition("}")[2]
    return root


def _has_document_type(text: str) -> bool:
    """Whether a document type stands before the first element, the only place where XML allows one."""
    at = 0
    while (at := text.find("<", at)) >= 0:
        if text.startswith("<!--", at):
            end = text.find("-->", at)
        elif text.startswith("<?", at):
            end = text.find("?>", at)
        else:
            return text.startswith("<!", at)
        if end < 0:
            return False
        at = end + 1
    return False


def attribute(element: ElementTree.Element, name: str) -> str:
    """An attribute by its name without namespace; empty if it is missing."""
    if name in element.attrib:
        return element.attrib[name].strip()
    return next(
        (value.strip() for key, value in element.attrib.items() if key.rpartition("}")[2] == name), ""
    )
