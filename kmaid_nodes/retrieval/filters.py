"""What a chemist knows of the unknown molecule: formula, mass, elements, substructures."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, fields
from typing import Any

import numpy as np
import pyarrow as pa
from rdkit import Chem, rdBase

from kmaid_nodes.errors import UserError
from kmaid_nodes.retrieval.library import Library, readable

_ELEMENTS = frozenset(Chem.GetPeriodicTable().GetElementSymbol(n) for n in range(1, 119))
_PART = re.compile(r"([A-Z][a-z]?)(\d*)")
# What RDKit calls hydrogen in a formula.
_HYDROGEN = {"D": "H", "T": "H"}
_SUBSCRIPTS = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")
_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻−", "0123456789+--")
# Marks of a subscript in HTML and LaTeX.
_MARKS = re.compile(r"</?sub>|[_{}$\s]")
_CHARGE = re.compile(r"(?:[+-]\d*|[⁰¹²³⁴⁵⁶⁷⁸⁹]*[⁺⁻])$")


@dataclass(frozen=True)
class Filter:
    """Which molecules of a library may be hits. What is None or empty is not checked.

    formula: molecular formula; mass: exact mass in Da, with mass_tolerance in Da or, where tolerance_in_ppm,
    in millionths; least_carbons, most_carbons; elements: the only ones allowed; required, forbidden: SMARTS.
    """

    formula: str | None = None
    mass: float | None = None
    mass_tolerance: float = 5.0
    tolerance_in_ppm: bool = True
    least_carbons: int | None = None
    most_carbons: int | None = None
    elements: frozenset[str] = frozenset()
    required: tuple[str, ...] = ()
    forbidden: tuple[str, ...] = ()
    _patterns: dict[str, Chem.Mol] = field(default_factory=dict, init=False, repr=False, compare=False)
    _remembered: list[Any] = field(default_factory=list, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if self.formula is not None:
            atoms_of(self.formula)
        for text in (*self.required, *self.forbidden):
            with rdBase.BlockLogs():
                pattern = Chem.MolFromSmarts(text)
            if pattern is None:
                raise UserError(f"{text!r} is not a SMARTS pattern.")
            self._patterns[text] = pattern

    def __reduce__(self) -> tuple[Any, ...]:
        """In another process it is made anew, without the library that it remembers."""
        return type(self), tuple(getattr(self, one.name) for one in fields(self) if one.init)

    @property
    def by_structure(self) -> bool:
        """Whether molecules have to be examined one by one."""
        return bool(self.required or self.forbidden)

    def check(self, library: Library, same_formula: bool = False) -> None:
        """Raises UserError if the library lacks what the filter looks at; same_formula: and a formula."""
        by_formula = same_formula or self.formula is not None or bool(self.elements)
        by_formula |= self.least_carbons is not None or self.most_carbons is not None
        if by_formula and library.all_formulas.null_count == len(library):
            raise UserError(
                "The library holds neither formulas nor structures, so it cannot be searched by formula, "
                "elements or number of carbons."
            )
        if self.mass is not None and np.isnan(library.all_masses).all():
            raise UserError(
                "The library holds neither masses nor structures, so it cannot be searched by mass."
            )

    def passing(self, library: Library, formula: str | None = None) -> np.ndarray | None:
        """int64: positions of the molecules that pass but for SMARTS, ascending; None if all do.

        formula: of one query; it takes precedence over the filter's own.
        """
        wanted = formula or self.formula
        passing = self._passing_without_formula(library)
        if wanted is None:
            return passing
        of_formula = library.of_formula(hill(wanted))
        return of_formula if passing is None else np.intersect1d(of_formula, passing, assume_unique=True)

    def _passing_without_formula(self, library: Library) -> np.ndarray | None:
        """Remembered for the library that was searched last: the same for every query."""
        if self._remembered and self._remembered[0] is library:
            remembered: np.ndarray | None = self._remembered[1]
            return remembered
        passes = np.ones(len(library), bool)
        if self.mass is not None:
            width = self.mass * self.mass_tolerance / 1e6 if self.tolerance_in_ppm else self.mass_tolerance
            passes &= np.abs(library.all_masses - self.mass) <= width
        if self.least_carbons is not None or self.most_carbons is not None or self.elements:
            passes &= self._by_composition(library.all_formulas)
        passing = None if passes.all() else np.flatnonzero(passes)
        self._remembered[:] = [library, passing]
        return passing

    def allows(self, smiles: str | None) -> bool:
        """Whether a structure has what is required and nothing forbidden."""
        mol = readable(smiles)
        if mol is None:
            return False
        return all(mol.HasSubstructMatch(self._patterns[text]) for text in self.required) and not any(
            mol.HasSubstructMatch(self._patterns[text]) for text in self.forbidden
        )

    def _by_composition(self, formulas: pa.Array) -> np.ndarray:
        encoded = formulas.dictionary_encode()
        fits = np.array([self._fits(text) for text in encoded.dictionary.to_pylist()], bool)
        codes = np.asarray(encoded.indices.fill_null(-1))
        return np.where(codes >= 0, np.append(fits, False)[codes], False)

    def _fits(self, formula: str) -> bool:
        try:
            atoms = atoms_of(formula)
        except UserError:  # from the library, or RDKit's of a query atom
            return False
        carbons = atoms.get("C", 0)
        return (
            (self.least_carbons is None or carbons >= self.least_carbons)
            and (self.most_carbons is None or carbons <= self.most_carbons)
            and (not self.elements or set(atoms) <= self.elements | {"H"})
        )


def mass_width(text: str) -> tuple[float, bool]:
    """A width such as `5 ppm` or `0.01 Da`: the number, and whether it is in ppm; else UserError."""
    written = re.fullmatch(r"(\d+\.?\d*|\.\d+)\s*(ppm|da)", text.strip().lower())
    if written is None:
        raise UserError(f"{text!r} is no width of a mass; write for example 5ppm or 0.01Da.")
    return float(written[1]), written[2] == "ppm"


def elements_in(text: str) -> frozenset[str]:
    """The elements in a text such as `C, N, O`; UserError for one that does not exist."""
    elements = frozenset(part for part in re.split(r"[,;\s]+", text) if part)
    for symbol in sorted(elements):
        if symbol not in _ELEMENTS:
            raise UserError(f"{symbol!r} is not an element; write for example C,N,O.")
    return elements


def atoms_of(formula: str) -> dict[str, int]:
    """How many atoms of each element a formula such as `C6H12O6`, `C₆H₁₂O₆` or `C5H12NO2+` has.

    Deuterium counts as hydrogen. Raises UserError if it is none, or names what is no element.
    """
    return _atoms_and_charge(formula)[0]


def hill(formula: str) -> str:
    """A formula in Hill's order, as RDKit writes it, with its charge."""
    atoms, charge = _atoms_and_charge(formula)
    first = [e for e in ("C", "H") if e in atoms] if "C" in atoms else []
    order = [*first, *sorted(set(atoms) - set(first))]
    return "".join(f"{e}{n if n > 1 else ''}" for e in order if (n := atoms[e])) + charge


def _atoms_and_charge(formula: str) -> tuple[dict[str, int], str]:
    """The atoms of each element, and the charge as RDKit writes it: `+`, `-2` or nothing."""
    text = _MARKS.sub("", formula)
    written = _CHARGE.search(text)
    text = text[: written.start()] if written else text
    plain = text.translate(_SUBSCRIPTS)
    if not plain or _PART.sub("", plain) or not plain.isascii():
        raise UserError(f"{formula!r} is not a molecular formula; write for example C6H12O6.")
    atoms: dict[str, int] = {}
    for symbol, count in _PART.findall(plain):
        element = _HYDROGEN.get(symbol, symbol)
        if element not in _ELEMENTS:
            raise UserError(f"{formula!r} is not a molecular formula, because {symbol} is not an element.")
        atoms[element] = atoms.get(element, 0) + int(count or 1)
    return atoms, _charge_text(written[0].translate(_SUPERSCRIPTS)) if written else ""


def _charge_text(written: str) -> str:
    """`+`, `2+`, `+2`, `-1` as RDKit writes them: sign first, without 1."""
    sign = "+" if "+" in written else "-"
    number = written.replace(sign, "")
    return sign + (number if number not in ("", "1") else "")
