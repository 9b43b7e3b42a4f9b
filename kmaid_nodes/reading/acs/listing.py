"""From the text of one 13C list to its signals, by the grammar in `list.lark`; nothing is passed over."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from importlib import resources
from itertools import groupby
from types import MappingProxyType

from lark import Lark, Token, Transformer
from lark.exceptions import UnexpectedInput

from kmaid_nodes.codes.reading_note import NoteCode, ReadingNote
from kmaid_nodes.codes.reason import ReasonCode
from kmaid_nodes.errors import UnusableRow
from kmaid_nodes.reading.acs.characters import FOOTNOTE
from kmaid_nodes.reading.acs.coupling import couplings_of_label
from kmaid_nodes.reading.acs.sets import BRACKET, possible_set_of_label, set_of_label
from kmaid_nodes.reading.acs.signal import NARROW_RANGE_PPM, AcsSignal
from kmaid_nodes.reading.brackets import FOLD, fold_brackets
from kmaid_nodes.reading.carbon_count import is_count_of_carbons
from kmaid_nodes.reading.shift import HIGHEST_PPM, LOWEST_PPM, checked_shift, with_decimal_points
from kmaid_nodes.reading.shortened import words_of

_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_NUMBER_ALONE = re.compile(r"(?<![\w.])\d+(?:\.\d+)?(?!\w)")
_NUMBERS = ("PLAIN_ENTRIES", "SHIFT", "RANGE", "SPLIT_NUMBER", "MISREAD_NUMBER")
_FORMULA = re.compile(r"C|Cq|qC|Cquat|CH[23]?")
_HEADING = re.compile(r"C|Cq|Cquat|CH[23]?")
_GLUED_LABEL = re.compile(r"[sdtqmSDTQ]|br|brs|C|Cq|qC|CH[23]?")
_LABEL_BEFORE = re.compile(r"(?:C-?\d|(?:O|N|S|Ar)?-?CH?[23]?\b|OMe|Me|Ar|Ph|\d).*")
_FOOTNOTES = "*†‡§#°♦•‖¶'"
_FARTHEST_ROTAMERS_PPM = 15.0
_FOR_A_DIGIT = "'\"!_"
# `18. Apr` is what a spreadsheet makes of 18.4
_MONTH = re.compile(r"(?:Jan|Feb|M[aä]r|Apr|Ma[iy]|Jun|Jul|Aug|Sep|O[ck]t|Nov|De[cz])\w{0,6}")
_DAYS = range(1, 32)
_STRANGE = "!?$%@\\_€£"
# Words before a shift that name a carbon, as `C=O: 170.1` and `ipso 140.2` do; LogP is none.
_NAME = re.compile(
    r"(?i:signals?|peaks?|resonances?|at|in|as|to|and|of|is|are|the|arom\.?|aromatics?|ipso|ortho|meta|para|quat\w*|other\w*|"
    r"carbon\w*|phenyl|benzyl|methyl\w*|methine|vinyl|alkyl|acetyl|minor|major|isomer|rotamer|ppm)|C[A-Z]|Ar|Ph|S\d{1,3}|"
    r"[^\W\d_]{0,6}-?C\w?|.*C[=≡-][A-Z].*"
)
_ATOM_NAME = re.compile(r"C-?\d{1,2}[a-z]?'*")
_MINUS_APART = re.compile(r"(?:[,;:=δ]\s?|^)-\s$")
_PAGE = re.compile(r"S\d{1,3}")  # of the supporting information, between two lines
_LETTERS = re.compile(r"[dtqm]|br|[dtq]{2,4}")
# Numbers within brackets that are no couplings, and neither counts, atoms nor locants.
_SHIFTS_ALONE = re.compile(r"[\d.,;/ -]*\d\.\d[\d.,;/ -]*")
_NUMBERS_APART = re.compile(r"(?<![\d.])(\d{1,3})\s{1,3}(\d{1,3}\.\d+)")
_EXPLAINS = re.compile(r"denot|indicat|marked|asterisk|italic|bold|parenthes")
_SET_BEHIND_NAME = re.compile(r"([^\s,;])\s(maj(?:or)?|min(?:or)?)\b")
_BOTH_SETS = re.compile(
    r"(?<![^,;(])\s?(?:major\s?(?:and|&|\+|/|,)\s?minor|minor\s?(?:and|&|\+|/|,)\s?major)(?:\s[a-z]{4,16})?(?=\s?(?:[,;]|$))",
    re.IGNORECASE,
)
_ANOMERIC_ATOM = re.compile(r"(?<!\w)C-?\d{1,2}([αβ])(?!\w)|(?<!\w)([αβ])-?C-?\d{1,2}(?!\w)")
_BOTH_ANOMERS = re.compile(r"[αβ]\s?[,/&+]?\s?[αβ](?!\w)")  # C-6α,β
_DELTA_SHIFT = re.compile(r"δ\w?\s*=?\s*\d")
_DECIMAL_IN_LABEL = re.compile(
    r"(?<![\w.-])\d+\.\d+(?!\s*(?:%|MHz|K\b|ppm))|(?<![\w.,'-])[1-9]\d{2}(?![\w.])"
)


@dataclass(slots=True)
class Listing:
    """The signals of a list, the words before the first of them, and what was left out or read as meant."""

    signals: list[AcsSignal]
    conditions: str = ""
    notes: list[ReadingNote] = field(default_factory=list)


def read_listing(text: str, marks: Mapping[str, str] = MappingProxyType({})) -> Listing:
    """The signals of a 13C list (plain characters, see `characters`), in its order; there may be none.

    marks: the set that each mark behind a shift names, see `marks_of_sets`.

    Raises UnusableRow with the words that are not understood, or that can be read in two ways.
    """
    return _Reader(with_decimal_points(text), marks).read()


class _Rows(Transformer[Token, list[list[list[Token]]]]):
    def start(self, children: list[object]) -> list[object]:
        return [child for child in children if isinstance(child, list)]

    part = entry = staticmethod(lambda children: children)


@lru_cache(maxsize=1)
def _grammar() -> Lark:
    text = resources.files(__package__).joinpath("list.lark").read_text(encoding="utf-8")
    return Lark(text, parser="lalr", lexer="basic", transformer=_Rows(), maybe_placeholders=False)


def _parts(text: str) -> list[list[list[Token]]]:
    """The tokens of each entry of each part, parts being separated by semicolons."""
    try:
        parsed: list[list[list[Token]]] = _grammar().parse(text)  # type: ignore[assignment]
    except UnexpectedInput as unexpected:
        at = unexpected.pos_in_stream or 0
        raise UnusableRow(ReasonCode.UNREADABLE_WORDS, words=repr(words_of(text[at : at + 60]))) from None
    return parsed


class _Reader:
    """The signals so far, and what the words so far mean for the next."""

    def __init__(self, text: str, marks: Mapping[str, str]):
        self._marks = marks
        self._values_due = 0  # of a coupling without brackets: `dd J 254.6, 12.1`
        self._folded = fold_brackets(text)
        self._folds = iter(self._folded.inside)
        self._parts = _parts(self._folded.text)
        self._listing = Listing([])
        self._heading: str | None = None
        self._headings_lead = False
        self._before: list[str] = []
        self._left_out: list[str] = []
        self._prose = 0

    @cached_property
    def _has_decimals(self) -> bool:
        """Whether nearly all shifts of the list have decimals, so that one without may have lost them."""
        decimals = ["." in number for number in _NUMBER_ALONE.findall(self._folded.text)]
        return sum(decimals) >= max(3, 0.7 * len(decimals))

    @cached_property
    def _usual_decimals(self) -> int:
        lengths = [len(n.partition(".")[2]) for n in _NUMBER_ALONE.findall(self._folded.text)]
        return max(set(lengths), key=lengths.count, default=0)

    def read(self) -> Listing:
        """See `read_listing`."""
        listing = self._listing
        for number, part in enumerate(self._parts):
            for entry in part:
                self._read_entry(entry, number)
        if self._before and listing.signals:
            listing.signals[-1].texts += self._before
        if self._prose > max(len(listing.signals), 3):
            raise UnusableRow(ReasonCode.PROSE_OR_TABLE)
        _name_sets_of_parts(listing.signals)
        if self._left_out:
            self._note(NoteCode.OTHER_WORDS, ", ".join(self._left_out))
        return listing

    def _note(self, code: NoteCode, words: str) -> None:
        self._listing.notes.append(ReadingNote(code, words_of(words)))

    def _read_entry(self, entry: list[Token], part: int) -> None:
        numbers = [token for token in entry if token.type in _NUMBERS]
        if not numbers and entry and all(token.type == "SIGN" and token in "-" for token in entry):
            self._note(NoteCode.PLACEHOLDER, "-")
            return
        last_number: Token | None = None
        previous: Token | None = None
        names_lead = _names_lead(entry)
        minus = len(numbers) == 1 and len(entry) > 1 and entry[0] == "-" and entry[1].type == "SHIFT"
        for token in entry:
            if token.type in _NUMBERS:
                self._check_alone(token, last_number, previous)
                last_number = token
                if token.type == "PLAIN_ENTRIES":
                    self._add_plain(token, part)
                else:
                    self._add(token, part)
                    if minus:
                        self._negate_last(token)
            else:
                has_shift = last_number is not None and not names_lead
                self._read_word(token, previous, has_shift, not has_shift and bool(numbers))
            previous = token
            if token in ("and", "&"):
                last_number = previous = None  # as good as a comma

    def _add_plain(self, token: Token, part: int) -> None:
        self._check_sign_before(token)
        self._begin_shift(token)
        listing = self._listing
        start = token.start_pos or 0
        minus = _MINUS_APART.search(self._folded.text[max(0, start - 4) : start])
        for entry in token.split(","):
            shift = checked_shift(float(entry.rstrip(" \x01")))
            signal = AcsSignal(shift, shift, part, self._heading, self._before)
            self._before = []
            listing.signals.append(signal)
            if minus:
                self._negate_last(entry)
                minus = None
            if entry.endswith(FOLD):
                self._read_fold(next(self._folds), False, token)

    def _negate_last(self, token: str) -> None:
        """`- 4.6` as -4.6; a high number is refused, as its dash may stand for something else."""
        signal = self._listing.signals[-1]
        if -signal.low < LOWEST_PPM:
            raise UnusableRow(ReasonCode.UNREADABLE_SHIFT, value=repr(f"- {token}"))
        signal.low = signal.high = -signal.low
        self._listing.notes.append(ReadingNote(NoteCode.NUMBER_JOINED, f"- {token}"))

    def _add(self, token: Token, part: int) -> None:
        self._begin_shift(token)
        self._check_sign_before(token)
        low, high = self._ends(token)
        self._listing.signals.append(
            AcsSignal(min(low, high), max(low, high), part, self._heading, self._before)
        )
        self._before = []

    def _begin_shift(self, token: Token) -> None:
        """Keep the words before the first shift; refuse a number that may be the next value of a coupling."""
        listing = self._listing
        if not listing.signals:
            listing.conditions = self._unfolded(self._folded.text[: token.start_pos])
        elif self._values_due:
            raise UnusableRow(
                ReasonCode.AMBIGUOUS_NUMBER,
                number=str(token),
                position="after",
                shift=listing.signals[-1].texts[-1],
            )

    def _ends(self, token: Token) -> tuple[float, float]:
        text = str(token)
        if token.type == "RANGE":
            low, high = re.findall(r"(?:^-)?\d+(?:\.\d+)?", text)
            differ = ("." in low) != ("." in high)
            if differ and (self._has_decimals or ("." in high and float(low) < float(high))):
                raise UnusableRow(ReasonCode.UNREADABLE_SHIFT, value=repr(text))
            wide = abs(float(low) - float(high)) > NARROW_RANGE_PPM
            if self._has_decimals and wide and "." not in text and len(high) < len(low):
                raise UnusableRow(ReasonCode.UNREADABLE_SHIFT, value=repr(text))  # 128-5 for 128.5
            self._note(NoteCode.RANGE_ENDS if wide else NoteCode.RANGE_MIDDLE, text)
            return checked_shift(float(low)), checked_shift(float(high))
        if token.type == "SPLIT_NUMBER":
            self._note(NoteCode.NUMBER_JOINED, text)
            text = text.replace(" ", "")
            self._check_joined(text)
        elif token.type == "MISREAD_NUMBER":
            self._note(NoteCode.LETTER_FOR_DIGIT, text)
            text = "1" + text[1:]
        shift = checked_shift(float(text))
        return shift, shift

    def _check_joined(self, number: str) -> None:
        """Refuse `11.88` of `11 .88`, in whose gap a digit may have stood, and `127. 5` among `127.53`."""
        whole, _, decimals = number.partition(".")
        if len(decimals) != self._usual_decimals or int(whole) * 10 <= HIGHEST_PPM:
            raise UnusableRow(ReasonCode.UNREADABLE_SHIFT, value=repr(number))

    def _check_sign_before(self, token: Token) -> None:
        """Refuse `'5.50`, in which a sign may stand for a digit."""
        start = token.start_pos or 0
        if start and self._folded.text[start - 1] in _FOR_A_DIGIT:
            raise UnusableRow(
                ReasonCode.UNREADABLE_SHIFT, value=repr(self._folded.text[start - 1] + str(token))
            )

    def _check_alone(self, token: Token, earlier: Token | None, previous: Token | None) -> None:
        """Refuse `11 4.6` and `127 5`, where a point or a comma was lost, in a list with decimals."""
        if earlier is None or previous is None or not self._has_decimals:
            return
        behind_letters = previous.type == "WORD" and _LETTERS.fullmatch(previous)
        if "." not in token or "." not in earlier or behind_letters:
            raise UnusableRow(
                ReasonCode.AMBIGUOUS_NUMBER, number=token.split(",")[0], position="after", shift=str(earlier)
            )

    def _read_word(self, token: Token, previous: Token | None, has_shift: bool, expects_shift: bool) -> None:
        signals, text = self._listing.signals, str(token)
        last = signals[-1] if signals else None
        is_glued = previous is not None and previous.type in _NUMBERS and previous.end_pos == token.start_pos
        match token.type:
            case "GARBLED":
                raise UnusableRow(ReasonCode.UNREADABLE_SHIFT, value=repr(text.rstrip(",;.")))
            case "FOLD":
                self._read_fold(next(self._folds), expects_shift, previous)
            case "COUPLING":
                inside = next(self._folds) if FOLD in text else ""
                if last:
                    self._values_due = self._values_still_due(text, last)
                    values = _NUMBER.findall(re.split(r"[=:]|J", text.replace(FOLD, ""))[-1])
                    last.texts.append(f"J{'(' + inside + ')' if inside else ''} = {', '.join(values)} Hz")
            case "COUNT_BEFORE":
                self._before.append(text)
            case "COUNT":
                if last and previous is not None and is_glued and "." not in previous and self._has_decimals:
                    raise UnusableRow(ReasonCode.UNREADABLE_SHIFT, value=repr(f"{previous}{text}"))
                if last:
                    last.texts.append(text)
            case "COUNTED_FORMULA":
                if last:
                    last.texts.append(text)
            case "HEADING":
                formula = text.rstrip(": ")
                if not signals or self._headings_lead:
                    self._heading, self._headings_lead = formula, True
                elif expects_shift:
                    self._before.append(formula)
            case "FOOTNOTE" | "SIGN":
                self._read_sign(text, last, is_glued, previous)
            case "REMARK":
                self._read_remark(text, last, previous, has_shift)
            case "WORD":
                self._read_label_word(text, last, previous, is_glued, has_shift, expects_shift)

    def _values_still_due(self, coupling: str, last: AcsSignal) -> int:
        """How many values of `dd J 254.6` are still to come."""
        letters = next((t for t in reversed(last.texts[-2:]) if re.fullmatch(r"[dtq]{2,4}", t)), "")
        due = len(letters) - len(_NUMBER.findall(re.split(r"[=:]|J", coupling)[-1]))
        return max(0, due) if letters and not coupling.rstrip().endswith("Hz") else 0

    def _read_sign(self, text: str, last: AcsSignal | None, is_glued: bool, previous: Token | None) -> None:
        if last is None:
            return
        if text.startswith(FOOTNOTE) and not is_glued:
            raise UnusableRow(ReasonCode.UNREADABLE_WORDS, words=repr(f"{previous or ''}{text}"))
        if text in self._marks:
            last.set_label = self._marks[text]
        elif text == "!" or (is_glued is False and text in _STRANGE):
            raise UnusableRow(ReasonCode.UNREADABLE_WORDS, words=repr(text))
        elif text.startswith(FOOTNOTE) or text in _FOOTNOTES:
            self._note(NoteCode.FOOTNOTE_MARK, text.removeprefix(FOOTNOTE))

    def _read_remark(
        self, text: str, last: AcsSignal | None, previous: Token | None, has_shift: bool
    ) -> None:
        if last is None or text.startswith("δ"):
            return
        if has_shift and text.endswith("Hz") and previous is not None:
            last.texts.append(text)
        else:
            self._left_out.append(text)

    def _read_label_word(
        self,
        text: str,
        last: AcsSignal | None,
        previous: Token | None,
        is_glued: bool,
        has_shift: bool,
        expects_shift: bool,
    ) -> None:
        if is_glued and last is not None:
            self._read_glued(text, last, previous)
        elif _HEADING.fullmatch(text) and (last is None or self._headings_lead):
            self._heading, self._headings_lead = text, True
        elif expects_shift and _LABEL_BEFORE.fullmatch(text):
            self._before.append(text)
            self._heading = None
        elif last is None:
            return  # a word of the conditions
        elif has_shift or _FORMULA.fullmatch(text) or is_count_of_carbons(text) or _LETTERS.fullmatch(text):
            if set_of_label(text) and (text != "min" or "maj" in self._folded.text):
                last.set_label = set_of_label(text)
            else:
                last.texts.append(text)
            self._prose += _is_prose(text)
        else:
            if _MONTH.fullmatch(text) and last is not None and last.low in _DAYS:
                raise UnusableRow(ReasonCode.CELL_IS_DATE, value=repr(f"{last.low:g}. {text}"))
            has_digit = any(character.isdigit() for character in text) and not _PAGE.fullmatch(text)
            names_set = last is not None and set_of_label(text) is not None  # in a heading not understood
            if has_digit or names_set or (expects_shift and not _NAME.fullmatch(text)):
                raise UnusableRow(ReasonCode.UNREADABLE_WORDS, words=repr(text))
            self._left_out.append(text)
            self._prose += _is_prose(text)

    def _read_glued(self, text: str, last: AcsSignal, previous: Token | None) -> None:
        """A letter right behind a number: `113.7d` of a multiplicity, `127.5b` of a footnote, `173.8maj`."""
        word = text.rstrip("*'")
        if set_of_label(word):
            last.set_label = set_of_label(word)
        elif re.fullmatch(r"[a-z](?:,[a-z])*", word):
            last.glued = word
        elif _GLUED_LABEL.fullmatch(word) or _FORMULA.match(word):
            last.texts.append(word)
        else:
            raise UnusableRow(ReasonCode.UNREADABLE_SHIFT, value=repr(f"{previous}{text}"))

    def _read_fold(self, inside: str, expects_shift: bool, previous: Token | None) -> None:
        signals = self._listing.signals
        label = _label_in_brackets(inside)
        if signals and inside.strip() in self._marks:
            signals[-1].set_label = self._marks[inside.strip()]
            return
        if label.holds_shifts and signals and _is_letters(previous):
            signals[-1].texts.append(f"J = {', '.join(_NUMBER.findall(inside))} Hz")
            return
        if label.holds_shifts:
            self._check_brackets(inside, previous)
            within = _Reader(inside, self._marks)
            within._before = self._before
            self._before = []
            listing = within.read()
            if not signals:
                self._listing.conditions = self._unfolded(self._folded.text)
            for signal in listing.signals:
                signal.set_label = signal.set_label or self._marks.get(BRACKET)
            signals += listing.signals
            self._listing.notes += listing.notes
        elif not signals and expects_shift and inside.startswith("="):
            self._heading = None  # `C(=O) 170.2` names one carbon
        elif not signals and not expects_shift:
            return  # conditions: solvent, frequency
        elif expects_shift and signals:
            self._before.append(inside)
        elif signals:
            if not label.is_understood:
                raise UnusableRow(ReasonCode.UNREADABLE_WORDS, words=repr(words_of(f"({inside})")))
            signals[-1].set_label = label.set_label or signals[-1].set_label
            if label.text:
                signals[-1].texts.append(label.text)

    def _check_brackets(self, inside: str, previous: Token | None) -> None:
        """Refuse `1 (191.0), 2 (152.0)`, whose whole numbers may be those of the atoms."""
        if previous is not None and previous.type == "SHIFT" and "." not in previous and "." in inside:
            raise UnusableRow(
                ReasonCode.AMBIGUOUS_NUMBER, number=str(previous), position="before", shift=inside.strip()
            )
        if apart := _NUMBERS_APART.search(inside):  # (1 33.60) for (133.60)
            raise UnusableRow(ReasonCode.AMBIGUOUS_NUMBER, number=apart[1], position="before", shift=apart[2])
        beside_number = previous is not None and previous.type in ("SHIFT", "PLAIN_ENTRIES")
        if not beside_number or not _NUMBER.fullmatch(inside.strip()):
            return
        shift = self._listing.signals[-1].low
        if abs(abs(shift) - float(inside)) > _FARTHEST_ROTAMERS_PPM:  # 61.1 (4.1)
            raise UnusableRow(
                ReasonCode.AMBIGUOUS_NUMBER, number=inside.strip(), position="after", shift=f"{shift:g}"
            )

    def _unfolded(self, text: str) -> str:
        pieces = iter(self._folded.inside)
        return "".join(f"({next(pieces, '')})" if character == FOLD else character for character in text)


def _name_sets_of_parts(signals: list[AcsSignal]) -> None:
    """Between semicolons, a set named at the end is that of all: `173.8, 59.1 (major); 173.5 (minor)`."""
    parts = [list(part) for _, part in groupby(signals, key=lambda signal: signal.list_part)]
    named = [[signal.set_label for signal in part if signal.set_label] for part in parts]
    if len(parts) > 1 and all(len(names) == 1 and part[-1].set_label for names, part in zip(named, parts)):
        for names, part in zip(named, parts):
            for signal in part:
                signal.set_label = names[0]


@dataclass(frozen=True, slots=True)
class _BracketLabel:
    """What brackets behind a shift hold: shifts of their own, or a label and the set that it names."""

    text: str
    set_label: str | None
    holds_shifts: bool
    is_understood: bool


@lru_cache(maxsize=4096)
def _label_in_brackets(inside: str) -> _BracketLabel:
    certain = set_of_label(inside)
    if certain:
        return _BracketLabel("", certain, False, True)
    inside = _BOTH_SETS.sub("", inside).strip(" ,;")  # a shift of both is one of each
    text, name = inside, possible_set_of_label(inside)
    inside = _SET_BEHIND_NAME.sub(r"\1, \2", inside)
    parts = re.split(r"\s*[,;]\s*", inside)
    if anomers := {atom[1] or atom[2] for atom in _ANOMERIC_ATOM.finditer(inside)}:
        name = anomers.pop() if len(anomers) == 1 and not _BOTH_ANOMERS.search(inside) else None
    named = [part for part in parts if set_of_label(part)]
    several = len({set_of_label(part) for part in named}) > 1 or (named and _EXPLAINS.search(inside))
    if named:
        name = set_of_label(named[0])
        text = ", ".join(part for part in parts if part not in named)
    unknown = _DECIMAL_IN_LABEL.search(couplings_of_label(text).rest) and "signed" not in text
    return _BracketLabel(text, name, _holds_shifts(inside), not unknown and not several)


def _holds_shifts(inside: str) -> bool:
    """Whether brackets hold shifts of their own: `Ar-C [120.5, 127.1]`, `144.6 (142.5)`."""
    return bool(_SHIFTS_ALONE.fullmatch(inside) or _DELTA_SHIFT.search(inside))


def _names_lead(entry: list[Token]) -> bool:
    """Whether each number of an entry has its name before it: `C1 170.2 C2 61.1`."""
    types = ["NUMBER" if token.type in _NUMBERS else token.type for token in entry]
    pairs = len(types) // 2
    atoms = all(_ATOM_NAME.fullmatch(token) for token in entry[::2])
    return pairs > 1 and types == ["WORD", "NUMBER"] * pairs and atoms


def _is_letters(token: Token | None) -> bool:
    return token is not None and token.type == "WORD" and bool(_LETTERS.fullmatch(token))


def _is_prose(word: str) -> bool:
    return bool(re.fullmatch(r"[a-z]{3,}", word))
