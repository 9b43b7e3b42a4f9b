"""KNIME's XML of settings: nested configs of typed entries.

In Python a config is a dict. Its values are bool, int, float, str, None (a missing text), dict (a config) or
list (an array of equal things, which KNIME writes as a config with the entry `array-size`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from xml.etree import ElementTree
from xml.sax.saxutils import quoteattr

Config = dict[str, Any]

NAMESPACE = "http://www.knime.org/2008/09/XMLConfig"
_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    f'<config xmlns="{NAMESPACE}" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
    f'xsi:schemaLocation="{NAMESPACE} http://www.knime.org/XMLConfig_2008_09.xsd" key={{key}}>\n'
)
_TYPES = {bool: "xboolean", int: "xint", float: "xdouble", str: "xstring"}
_READ = {"xboolean": lambda text: text == "true", "xint": int, "xdouble": float, "xstring": str}
ARRAY_SIZE = "array-size"


def config_text(key: str, config: Config) -> str:
    """The file of a config, such as settings.xml."""
    return _HEAD.format(key=quoteattr(key)) + "".join(_lines(config, 1)) + "</config>\n"


def read_config(text: str) -> tuple[str, Config]:
    """The key and the content of such a file; ElementTree.ParseError or KeyError if it is none."""
    root = ElementTree.fromstring(text)
    return root.attrib["key"], _content(root)


def _lines(config: Config, depth: int) -> Iterator[str]:
    indent = "    " * depth
    for key, value in config.items():
        name = quoteattr(key)
        if isinstance(value, list):
            value = {ARRAY_SIZE: len(value), **{str(n): item for n, item in enumerate(value)}}
        if isinstance(value, dict):
            inner = "".join(_lines(value, depth + 1))
            yield (
                f"{indent}<config key={name}>\n{inner}{indent}</config>\n"
                if value
                else (f"{indent}<config key={name}/>\n")
            )
        elif value is None:
            yield f'{indent}<entry key={name} type="xstring" isnull="true" value=""/>\n'
        else:
            text = str(value).lower() if isinstance(value, bool) else _escaped(str(value))
            yield f'{indent}<entry key={name} type="{_TYPES[type(value)]}" value={quoteattr(text)}/>\n'


def _content(element: ElementTree.Element) -> Any:
    content: Config = {}
    for child in element:
        key = child.attrib["key"]
        if key in content:
            raise KeyError(f"{key} is there twice")
        if child.tag == f"{{{NAMESPACE}}}config":
            content[key] = _content(child)
        elif child.attrib.get("isnull") == "true":
            content[key] = None
        else:
            content[key] = _READ[child.attrib["type"]](_unescaped(child.attrib["value"]))
    return _as_list(content)


def _as_list(content: Config) -> Any:
    size = content.get(ARRAY_SIZE)
    if size is None or set(content) != {ARRAY_SIZE, *map(str, range(size))}:
        return content
    return [content[str(n)] for n in range(size)]


def _escaped(text: str) -> str:
    """Control characters as KNIME writes them: `%%` and five digits."""
    return re.sub(r"[\x00-\x1f]", lambda match: f"%%{ord(match[0]):05d}", text)


def _unescaped(text: str) -> str:
    return re.sub(r"%%(\d{5})", lambda match: chr(int(match[1])), text)
