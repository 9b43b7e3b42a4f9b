"""The numbers that decide how peaks are assigned.

Costs and likelihoods are in nats (natural logarithms). "Chosen on validation lists" means: tried on spectra
of the validation split, as recorded and corrupted (lists without some peaks, with solvent and impurity
lines, with shifts listed once), and set where most carbons were right. None of these numbers was fitted to
one model; numbers that were are in the model file.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class CostSettings:
    """What it costs that a peak belongs to a carbon."""

    # Share of multiplicities that contradict the recorded carbon: counted in nmrshiftdb2.
    wrong_multiplicity: float = 0.01
    # Share of recorded shifts that nothing about the molecule explains, spread over the whole axis. Chosen
    # on validation lists.
    gross_error: float = 0.003
    # ppm, a standard deviation. Solvent, concentration and referencing move the shifts of a molecule
    # together: neighbours keep their order where each alone could be off by this much. Chosen on validation
    # lists.
    common_offset_ppm: float = 0.5
    # Predicted shifts without their densities: width of the Student density in units of the uncertainty.
    # Chosen on validation lists.
    student_scale: float = 0.8
    # ppm. The same: uncertainties count as at least this. Chosen on validation lists.
    least_uncertainty_ppm: float = 0.1
    # ppm. The same: the axis over which gross errors are spread, that of the model's densities.
    predicted_span_ppm: float = 290.0
    # Share of carbons whose shift is listed more or less often than their symmetry class has members.
    # Chosen on validation lists.
    other_repetition: float = 0.1


@dataclass(frozen=True)
class ExtraneousSettings:
    """Peaks that do not come from the compound: lines of solvents and impurities, and unknown ones."""

    # Extraneous peaks of a list that has some. Chosen on validation lists.
    expected: float = 2.0
    # Share of them that the tables of solvents and impurities know. Chosen on validation lists.
    in_tables: float = 0.95
    # ppm. The range over which the others are spread: where 13C shifts lie.
    span_ppm: float = 230.0
    # ppm, standard deviations. Lines shift a little with concentration, temperature and referencing, and
    # few shift more: widths of the two, and the share of the latter. Estimates, not fitted.
    near_ppm: float = 0.06
    far_ppm: float = 0.25
    share_far: float = 0.3
    # Probability that a line has the multiplicity of the tables where the list gives one. An estimate.
    same_multiplicity: float = 0.97
    # ppm. How far from its place in the tables a line is named. Spectra are referenced to the solvent, by
    # values that differ by this much.
    named_within_ppm: float = 0.5
    # ppm. The same for impurities that have a single line. A choice.
    named_alone_within_ppm: float = 0.15
    # ppm. The same for lines of impurities where the solvent is inferred, from the very peaks to be named.
    named_by_guess_within_ppm: float = 0.25
    # ppm. How close to the peak of a carbon a line of an impurity lies under it. A choice.
    coincides_within_ppm: float = 0.1
    # ppm. By how much the distances in a triplet of the solvent differ at most, as its lines are rounded to
    # 0.1 ppm.
    triplet_uneven_ppm: float = 0.11
    # ppm. How far apart neighbouring lines of the solvent's multiplet are at most (32 Hz in a spectrum of 40
    # MHz), and how far the outer ones are from its place in the tables.
    multiplet_apart_ppm: float = 0.8
    multiplet_reach_ppm: float = 1.5
    # Weight of how common a solvent is where it is inferred: above 1, a rare one must show its own lines,
    # not an aromatic peak that happens to lie near one. Chosen on validation lists.
    solvent_prior_weight: float = 2.0


@dataclass(frozen=True)
class SplittingSettings:
    """Carbons split by fluorine or phosphorus, whose multiplets decoupling of the protons leaves."""

    # Atomic numbers of the nuclei that split.
    nuclei: tuple[int, ...] = (9, 15)
    # ppm, for one, two, three and four bonds. Neighbouring lines stand no further apart than couplings of
    # 280, 60, 25 and 6 Hz in a spectrum of 63 MHz, the lowest field in use.
    most_ppm_by_bonds: tuple[float, ...] = (4.5, 1.0, 0.4, 0.1)


@dataclass(frozen=True)
class HypothesisSettings:
    """What each list hypothesis costs, and what a missing carbon or an extraneous peak costs under it.

    All but the counts are in nats, chosen on validation lists.
    """

    # A carbon without a peak, in a list taken for complete and in one that is not.
    missing_if_complete: float = 5.0
    missing: float = 1.5
    # How much more an extraneous peak costs in a list taken for complete.
    extraneous_if_complete: float = 3.0
    # That a list is not complete, where every carbon has an entry and where every shift is listed once.
    incomplete: float = 3.0
    incomplete_by_shift: float = 2.0
    # That a list of more peaks than are expected of the structure is complete and has extraneous peaks
    # besides, and a carbon without a peak in such a list.
    surplus: float = 0.0
    missing_beside_surplus: float = 2.25
    # That there are as many peaks as carbons, yet not one for each.
    counts_agree_by_chance: float = 2.0
    # How many times that for a structure without equivalent carbons, where it is the rarer.
    times_without_symmetry: float = 1.5
    # That a list names every shift once, in place of one entry for each carbon.
    each_shift_once: float = 1.0
    # Contradictions of multiplicity from which on they are doubted. A count.
    contradictions: int = 2
    # That multiplicities are wrong throughout, besides ln 4 for each.
    wrong_letters: float = 6.0
    # That they mean nothing because a program wrote the same one everywhere; and in how many peaks that
    # must be (a count).
    meaningless: float = 3.0
    many_alike: int = 3
    # That two symmetry classes have one peak; and where both are expected at the same shift, as in a chain.
    coincidence: float = 2.0
    coincidence_expected: float = 1.0
    # The latter holds where no peak is likelier or less likely for one of the classes by more than this.
    same_costs: float = 0.5
    # Costs above this one count as equal for that.
    unlikely: float = 8.0
    # That two carbons of one class have different shifts (diastereotopic, or slow to rotate).
    own_shift: float = 4.0
    # The same where the structure makes them diastereotopic: 59 % of 978 such classes of training and
    # validation have two shifts, 3 % of 5,634 others.
    diastereotopic: float = 1.0
    # Most carbons that share a peak, besides those of one class and those that the list counts. A count.
    most_sharing: int = 3
    # Most carbons that share a peak at all: bounds the size of the problem. A count.
    most_counted: int = 40
    # A pair of carbon and peak above this cost is left to gross errors, and is never an alternative.
    left_to_errors: float = 9.0
    # A carbon without a peak may lie under one where that costs at most this.
    may_well_be: float = 6.0


@dataclass(frozen=True)
class SecondSetLimits:
    """What a list must show to be taken for two sets of shifts.

    gain: nats by which two sets explain it better; of_classes: share of the symmetry classes that have two
    shifts; alone: how many of these are classes of one carbon, where two shifts cannot mean that equivalent
    carbons differ.
    """

    gain: float
    of_classes: float
    alone: int


@dataclass(frozen=True)
class SecondSetSettings:
    """When a list is taken for two sets of shifts of one structure (rotamers, isomers), not labelled."""

    # ppm. How far two isomers differ at one carbon, by its bonds to the nearest atom where they differ (the
    # last one also for more): scales of a Student density with 2 degrees of freedom, fitted to the 407 pairs
    # of isomers that the training split of nmrshiftdb2 has.
    scale_ppm: tuple[float, ...] = (1.7, 1.6, 0.9, 0.6, 0.5)
    # Share of the carbons whose shifts differ, in the same way. Lower than in these pairs, as rotamers and
    # diastereomers often differ in a part of the molecule only. A choice.
    share_doubled: tuple[float, ...] = (0.8, 0.75, 0.7, 0.6, 0.5)
    # ppm. Two shifts further apart are never of one carbon: a bound, of which there are few exceptions.
    most_apart_ppm: float = 9.0
    # By what isomers the structure has (see `SlowIsomers`). Chosen on spectra of the validation split, of one
    # set and of two (`benchmarks/second_sets.py`), and on literature lists of one set with diastereotopic
    # phenyl groups or many aromatic carbons.
    if_interconverting: SecondSetLimits = SecondSetLimits(8.0, 0.3, 2)
    if_open: SecondSetLimits = SecondSetLimits(9.0, 0.4, 2)
    if_drawn: SecondSetLimits = SecondSetLimits(9.0, 0.45, 2)
    if_none: SecondSetLimits = SecondSetLimits(14.0, 0.5, 3)
    # Nats more that two sets must gain for each peak that stays unassigned. Chosen in the same way.
    gain_for_each_left: float = 2.0
    # Nats. In a list of two sets an extraneous peak costs at least this, also at the place of an impurity. A
    # choice.
    least_extraneous: float = 4.0
    # Classes with two shifts, at least. A count, a choice.
    least: int = 2
    # Share that the second set must explain of the peaks that the first leaves over and no table explains
    # (those that cost at least so many nats as extraneous ones), and share of the symmetry classes that must
    # have a peak. Chosen on validation spectra.
    least_of_surplus: float = 0.6
    in_no_table: float = 6.0
    least_with_peak: float = 0.8
    # Bounds time and memory alone: choices of a carbon and one or two peaks in the search, and all triples of
    # a carbon and two peaks, fitting or not.
    most_choices: int = 10_000
    most_triples: int = 3_000_000


@dataclass(frozen=True)
class ReferencingSettings:
    """When the shifts of a list are all off by the same amount.

    "Chosen on shifted lists": on those of the validation split as recorded, shifted by 2 to 8 ppm, and put to
    the most similar other compound of the formula (`benchmarks/shifted_lists.py`), so that of 1,000 recorded
    lists at most two are taken for shifted.
    """

    # ppm. The offsets that are looked for; smaller ones are within the blur of the densities, and correcting
    # them makes no assignment better (tried on validation lists). Choices.
    least_ppm: float = 1.0
    most_ppm: float = 10.0
    # Solvents that are taken for one another, with offsets beyond these: any two of them. A choice.
    mistaken_solvents: tuple[str, ...] = ("CDCl3", "DMSO-d6", "CD3OD", "acetone-d6", "CD2Cl2", "C6D6")
    # ppm. Steps of the scan, and of the search near its best places.
    step_ppm: float = 0.5
    fine_step_ppm: float = 0.05
    # Places of the scan that are looked at, and times that each is moved to where the carbons fit best.
    # Counts.
    most_tried: int = 3
    rounds: int = 2
    # Nats. How rare shifted lists are, times the offsets that come into question. Chosen on shifted lists.
    price: float = 12.0
    # Nats. A list is tried at other zero points where it costs this much more than right ones do on average,
    # with so much for each peak left over; and a place of the scan where it seems to gain this much. Nearly
    # no list that is shifted is lost by that (measured on shifted lists), and the others cost little time.
    tried_from: float = 5.0
    left: float = 3.0
    least_gain: float = 6.0
    # Peaks on carbons that an offset needs, a line of the solvent being one (a count); the share of the
    # others, and of the symmetry classes without a peak; how well the peaks must fit, in standard
    # deviations. Chosen on shifted lists.
    least_peaks: int = 6
    most_left: float = 0.1
    most_missing: float = 0.35
    most_deviations: float = 1.5
    # ppm. How near to the offset of the carbons that of the solvent's line must be to be tried.
    witness_within_ppm: float = 1.0
    # Decimals of the offset that is told. A count.
    digits: int = 2


@dataclass(frozen=True)
class PartialListSettings:
    """When a list has too few peaks to judge a structure by.

    Chosen on parts of validation lists: one peak, the aromatic ones, carbons of one kind, a third of all
    (`benchmarks/partial_lists.py`).
    """

    # Share of the symmetry classes that must be without a peak, and how many may always be (a count).
    least_lacking: float = 1 / 3
    always: int = 1
    # How well the peaks must fit, in standard deviations, about.
    most_deviations: float = 1.5
    # Nats. A peak is a misfit where it costs its carbon this much more than usual. So is one without a carbon
    # or of another multiplicity. Share of the peaks that may be misfits.
    misfit: float = 3.0
    most_misfits: float = 0.1
    # With up to this share of misfits, and none without a carbon, the verdict is doubtful at most. A choice.
    most_misfits_if_doubtful: float = 0.5


@dataclass(frozen=True)
class VerdictSettings:
    """When a list and a structure belong together."""

    # Surprise, in standard deviations of what is expected of a right structure, from which on the verdict is
    # doubtful, and from which on the list contradicts. Chosen so that few right structures of the
    # validation split are doubted.
    doubtful_from: float = 4.0
    contradicted_from: float = 6.5
    # Nats: how much a carbon without a peak adds to the surprise, or one of another multiplicity than its
    # peak; a carbon that may lie under a peak; a peak that nothing explains; a peak that only an impurity
    # explains. Chosen on validation lists and wrong structures.
    missing: float = 3.0
    covered: float = 1.5
    unexplained: float = 3.0
    impurity: float = 1.0
    # A list lacks much of a structure where it lacks more than this share of its symmetry classes, or of
    # those with hydrogens, which are seldom too weak to be seen. Choices.
    much: float = 0.5
    much_of_protonated: float = 0.25
    # So many classes may always be missing. A count.
    always: int = 1
    # A peak this many uncertainties and this many ppm from its carbon makes a list doubtful, whatever else.
    # Two of 1,000 right structures of the validation split have one and would otherwise be consistent.
    impossible_deviation: float = 6.0
    impossible_error_ppm: float = 15.0
    # Unexplained peaks of a list of two sets, as a share of those of the second, up to which it may be
    # consistent. A choice: beyond that, the list may be of a mixture.
    most_left_of_second_set: float = 0.25
    # Share of the symmetry classes that may be outside the domain in a consistent list. A choice.
    most_untaught: float = 0.5
    # Nats. A carbon speaks against the structure where its shift is this much more surprising than expected.
    speaks_against: float = 3.0


@dataclass(frozen=True)
class AssignmentSettings:
    """All numbers of an assignment."""

    costs: CostSettings = CostSettings()
    extraneous: ExtraneousSettings = ExtraneousSettings()
    splitting: SplittingSettings = SplittingSettings()
    hypotheses: HypothesisSettings = HypothesisSettings()
    second_set: SecondSetSettings = SecondSetSettings()
    referencing: ReferencingSettings = ReferencingSettings()
    partial_list: PartialListSettings = PartialListSettings()
    verdict: VerdictSettings = VerdictSettings()
    # Alternatives listed for a carbon: how many at most, and from which probability on. Choices.
    most_alternatives: int = 3
    least_alternative: float = 0.02
    # Calibration raises the probabilities of other peaks by this factor at most. The rest of the doubt is
    # that list or structure is wrong. Chosen on validation lists.
    most_raised: float = 5.0
    # Ranked assignments examined before the search ends. Where symmetry is high, many differ only among
    # equivalent carbons. A count.
    most_ranked_considered: int = 40
    # A peak is far from the predicted shift where it is further off than this many ppm, and than this many
    # uncertainties. Choices.
    far_ppm: float = 10.0
    far_uncertainties: float = 4.0


DEFAULT_SETTINGS = AssignmentSettings()
