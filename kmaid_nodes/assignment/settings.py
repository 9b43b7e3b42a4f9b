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
    # ppm. The same for lines of impurities where the solvent is inferred, from the very peaks to be named.
    named_by_guess_within_ppm: float = 0.25
    # ppm. How close to the peak of a carbon a line of an impurity lies under it. A choice.
    coincides_within_ppm: float = 0.1
    # ppm. By how much the distances in a triplet of the solvent differ at most, as its lines are rounded to
    # 0.1 ppm.
    triplet_uneven_ppm: float = 0.11
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
class SecondSetSettings:
    """When unassigned peaks are taken for a second, unlabelled set of shifts. All are choices."""

    # ppm. How far two rotamers or isomers differ at one carbon.
    most_apart_ppm: float = 4.0
    # Peaks with a partner among the assigned ones: how many at least at carbons without an equivalent one (a
    # count), and how many of the symmetry classes and of all unassigned peaks (shares).
    least: int = 3
    least_of_classes: float = 1 / 3
    least_of_surplus: float = 0.75
    # Share of the symmetry classes that have a peak.
    least_with_peak: float = 0.8


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
