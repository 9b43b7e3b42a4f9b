"""Characters of published strings as the grammar knows them: dashes, primes, superscripts, markup."""

from __future__ import annotations

import html
import re
import unicodedata

FOOTNOTE = "^"
"""Marks a superscript behind a number: `191.0¹` becomes `191.0^1`, never `191.01`."""

_CHARACTERS = str.maketrans(
    {
        **dict.fromkeys("‐‑‒–—―−﹣－", "-"),
        **dict.fromkeys("′’‘´`ʹ", "'"),
        **dict.fromkeys("″”“", "''"),
        **dict.fromkeys("∼～≈", "~"),
        **dict.fromkeys("═＝", "="),
        **dict(zip("СНОВ", "CHOB")),  # Cyrillic letters that look Latin
        **dict(zip("₀₁₂₃₄₅₆₇₈₉", "0123456789")),
        **dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")),
        **dict.fromkeys("\u00ad\u200b\u200c\u200d\ufeff"),
        **dict(zip("，；：（）．", ",;:().")),
        **dict.fromkeys("✕⨯", "×"),
        "…": "...",
        "ϐ": "β",
        "ẟ": "δ",
        "𝛿": "δ",
    }
)
_SUPERSCRIPT_BEHIND_NUMBER = re.compile(r"(?<=\d)([⁰¹²³⁴-⁹ᵃ-ᶻ]+)(?!\s?[JCHFNPBS]\b)")
_SUPERSCRIPT_APART = re.compile(r"(?<=\d) ([⁰¹²³⁴-⁹ᵃ-ᶻ]{1,3})(?=\s?(?:[,;.)]|$))")
_RAISED = re.compile(
    r"(?<=\d)(?:<sup>|\$?\^\{?)([a-z\d,*†‡]{1,5}\)?)(?:</sup>|\}\$?|\$|(?=\s?[,;]|$))(?!\s?[JCHFNPBS]\b)",
    re.IGNORECASE,
)
_MARK_OF_FOOTNOTE = re.compile(r"[\da-z]{1,2}(?:,[a-z\d])*\)?", re.IGNORECASE)
_DECIMAL_DOT = re.compile(r"(?<=\d)·(?=\d)")
_NMR = re.compile(r"\bRMN\b(?:\s(?:de|du|del|do)\b)?")
_LINE_OF_ITS_OWN = re.compile(
    r"(?<=[\w)\]])[^\S\n]{0,3}\n\s{0,3}(?!(?:Hz|ppm|and|[dtqm]{1,3}|br)\b)"
    r"(?=[^\W\d_][\w-]{0,8}'?(?:\s?[=:]\s?|\s)\d)"
)
_LATEX = re.compile(r"\$?\s?\^\s?\{?(\d{1,3})\}?\s?\$?(?=\s?[A-Z])")
_LATEX_SUBSCRIPT = re.compile(r"(?<=[A-Za-z)])\$?_\{?(\w{1,4})\}?\$?(?!\w)")
_TAG = re.compile(r"</?(?:su[bp]|i|b|em|strong|span)>", re.IGNORECASE)
_DELTA = re.compile(r"\$?\\delta\$?|Î´|\bdelta\b(?=\W{0,6}\d)")
# `δC-2 108.9`: the name of an atom, not a shift of -2 ppm
_DELTA_BEFORE_ATOM = re.compile(r"(?<=δ)(?=C-?\d{1,2}[a-z]?'*\s?[:=]?\s-?\d)")
_DELTA_BEFORE_DIGIT = re.compile(r"(?<=δ)([CcH]?)(?=-?\d)")
_ODD = re.compile(r"[^\x00-\x7fδ°α-γ]")  # what is to be changed is among these
_BLANKS = re.compile(r"\s+")


def plain_characters(text: str) -> str:
    """The text on one line, with one character for each meaning; markup of LaTeX and HTML is taken off."""
    if "&" in text:
        text = html.unescape(text)
    if "<" in text or "^" in text:
        text = _RAISED.sub(_footnote, text)
    if "<" in text:
        text = _TAG.sub("", text)
    if "$" in text:
        text = re.sub(r"(?<=\d)~(?=[A-Z])", " ", text)
    if "$" in text or "^" in text or "\\" in text:
        text = _LATEX_SUBSCRIPT.sub(r"\1", _LATEX.sub(r"\1", text))
    is_odd = bool(_ODD.search(text))
    if is_odd:
        text = "".join(map(_without_style, text)) if max(text) > "\U0001d3ff" else text
        text = _DECIMAL_DOT.sub(".", text)
        text = _SUPERSCRIPT_APART.sub(FOOTNOTE + r"\1", text)
        text = _SUPERSCRIPT_BEHIND_NUMBER.sub(FOOTNOTE + r"\1", text)
    if "RMN" in text:
        text = _NMR.sub("NMR", text)
    if "\n" in text:
        text = _LINE_OF_ITS_OWN.sub(", ", text)
    if "delta" in text or "Î´" in text:
        text = _DELTA.sub("δ", text)
    text = _BLANKS.sub(" ", text.translate(_CHARACTERS) if is_odd else text)
    if "δ" in text:
        text = _DELTA_BEFORE_DIGIT.sub(r"\1 ", _DELTA_BEFORE_ATOM.sub(" ", text))
    return text


def _footnote(raised: re.Match[str]) -> str:
    """`191.0<sup>a</sup>` and `191.0$^a$` as a superscript; a mark such as `*` stays as it is."""
    mark = raised[1]
    return f"{FOOTNOTE}{mark.rstrip(')')}" if _MARK_OF_FOOTNOTE.fullmatch(mark) else mark


def _without_style(character: str) -> str:
    """Italic and bold letters of mathematics (`𝐽`) as plain ones."""
    return unicodedata.normalize("NFKC", character) if character > "\U0001d3ff" else character
