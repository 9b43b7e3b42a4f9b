"""Carbons that the bundled model was not taught: which they are, and what is said of them."""

import numpy as np
import pytest

from kmaid_nodes.chemistry.structure import parse_structure
from kmaid_nodes.codes.flag import CarbonFlag
from kmaid_nodes.codes.verdict import VerdictCode
from kmaid_nodes.reading.record import Peak, Record
from kmaid_nodes.tables.assignments import assignment_batch
from kmaid_nodes.tables.predictions import prediction_batch
from kmaid_nodes.tasks.assign import assign
from kmaid_nodes.tasks.predict import predict_shifts

FERROCENE = "[Fe+2].c1cc[cH-]c1.c1cc[cH-]c1"
ORDINARY = {
    "aspirin": "CC(=O)Oc1ccccc1C(=O)O",
    "paracetamol": "CC(=O)Nc1ccc(O)cc1",
    "ibuprofen": "CC(C)Cc1ccc(C(C)C(=O)O)cc1",
    "caffeine": "Cn1c(=O)c2c(ncn2C)n(C)c1=O",
    "lidocaine": "CCN(CC)CC(=O)Nc1c(C)cccc1C",
    "diazepam": "CN1C(=O)CN=C(c2ccccc2)c2cc(Cl)ccc12",
    "nicotine": "CN1CCCC1c1cccnc1",
    "metronidazole": "Cc1ncc([N+](=O)[O-])n1CCO",
    "ascorbic acid": "OCC(O)C1OC(=O)C(O)=C1O",
    "sulfamethoxazole": "Cc1cc(NS(=O)(=O)c2ccc(N)cc2)no1",
    "5-fluorouracil": "O=c1[nH]cc(F)c(=O)[nH]1",
    "zidovudine": "Cc1cn(C2CC(N=[N+]=[N-])C(CO)O2)c(=O)[nH]c1=O",
    "artemisinin": "CC1CCC2C(C)C(=O)OC3OC4(C)CCC1C23OO4",
    "metformin hydrochloride": "CN(C)C(=N)NC(N)=[NH2+].[Cl-]",
    "fluoxetine": "CNCCC(Oc1ccc(C(F)(F)F)cc1)c1ccccc1",
    "morphine": "CN1CCC23C4Oc5c2c(CC1C3C=CC4O)ccc5O",
    "strychnine": "O=C1CC2OCC=C3CN4CCC56C4CC3C2C6N1c1ccccc51",
    "testosterone": "CC12CCC3C(CCC4=CC(=O)CCC43C)C1CCC2O",
    "penicillin G": "CC1(C)SC2C(NC(=O)Cc3ccccc3)C(=O)N2C1C(=O)O",
    "glucose": "OCC1OC(O)C(O)C(O)C1O",
    "sodium benzoate": "[Na+].[O-]C(=O)c1ccccc1",
    "zinc acetate": "[Zn+2].CC(=O)[O-].CC(=O)[O-]",
    "phenylboronic acid": "OB(O)c1ccccc1",
    "tetramethylammonium": "C[N+](C)(C)C",
    "methanol-d4": "[2H]OC([2H])([2H])[2H]",
    "DMSO": "CS(C)=O",
}


def outside(predictor, smiles: str) -> list[bool]:
    (density,) = predictor.shift_densities([parse_structure(smiles)])
    return density.outside_domain.tolist()


def list_of(smiles: str, *ppm: float) -> Record:
    return Record("x", structure=smiles, peaks=tuple(Peak(p) for p in ppm))


@pytest.mark.parametrize("name", ORDINARY)
def test_ordinary_compounds_are_known(bundled, name):
    assert not any(outside(bundled, ORDINARY[name]))


@pytest.mark.parametrize(
    "smiles",
    [
        "C",
        "[2H]C([2H])([2H])[2H]",
        "S=C=S",
        "O=C=O",
        "BrC(Br)(Br)Br",
        "ClC(Cl)(Cl)Cl",
        "[C-]#N.[K+]",
        "[C-]#[O+]",
        "O=C([O-])[O-].[Na+].[Na+]",
        "[CH2]",
        "C[Mg]Br",
        "C[Al](C)C",
        "C[As](C)C",
        FERROCENE,
        "O=C=[Fe](=C=O)(=C=O)(=C=O)=C=O",
        "[Cu+2].CC(=O)[O-].CC(=O)[O-]",
        "Cl[Pd]Cl.c1ccccc1P(c1ccccc1)c1ccccc1",
        "[2H]C([2H])([2H])[Au]",
    ],
)
def test_of_these_no_carbon_is_known(bundled, smiles):
    assert all(outside(bundled, smiles))


def test_of_other_compounds_only_the_strange_carbons_are_not_known(bundled):
    # The CH2 of ketene at 2.5 ppm; its C=O is like those of substituted ketenes.
    assert outside(bundled, "C=C=O") == [True, False]
    # Of n-butyllithium, the carbons up to two bonds from lithium.
    assert outside(bundled, "[Li]CCCC") == [True, True, False, False]
    # Of a carbene, all but the methyl groups, which are far from it.
    carbene = outside(bundled, "CC(C)N1C=CN(C(C)C)[C]1")
    assert [k for k, strange in enumerate(carbene) if not strange] == [0, 2, 6, 7]
    # Allenes are taught.
    assert not any(outside(bundled, "CCC=C=CC"))


def test_predicted_shifts_say_what_is_a_guess(bundled):
    records = [Record("ketene", structure="C=C=O"), Record("broken", structure="C(")]
    rows = prediction_batch(predict_shifts(records, bundled)).to_pylist()
    assert [row["flags"] for row in rows] == ["not_taught", None, None]
    assert rows[0]["status"] == "a guess: the model was not taught such carbons"
    assert rows[1]["status"] == "predicted" and rows[2]["status"].startswith("not usable")


def test_assigned_carbons_say_so_with_and_without_a_peak(bundled):
    for ppm in (2.5, 194.0), (194.0,):
        (result,) = assign([list_of("C=C=O", *ppm)], bundled)
        assert CarbonFlag.NOT_TAUGHT in result.carbons[0].flags
        assert CarbonFlag.NOT_TAUGHT not in result.carbons[1].flags
        row = assignment_batch([result]).to_pylist()[0]
        assert "not_taught" in row["flags"] and "not taught" in row["status"]


def test_the_model_is_less_sure_of_what_it_was_not_taught(bundled):
    strange, usual = bundled.shift_densities([parse_structure("C[Te]C"), parse_structure("Cc1ccccc1")])
    assert strange.uncertainty_ppm[0] > 3 * usual.uncertainty_ppm[0]
    assert np.exp(strange.log_density).sum(1) == pytest.approx(1.0, abs=1e-3)


def test_libraries_are_less_sure_of_it_too(bundled):
    _, shifts = bundled.describe_molecules([parse_structure("C[Te]C"), parse_structure("Cc1ccccc1")])
    assert shifts.uncertainty_ppm[0] > 3 * shifts.uncertainty_ppm[1]


@pytest.mark.parametrize(
    ("smiles", "ppm"),
    [(FERROCENE, 68.1), ("S=C=S", 192.8), ("C", -2.3), ("ClC(Cl)(Cl)Cl", 96.2), ("[C-]#N.[K+]", 166.2)],
)
def test_the_right_shift_of_what_was_not_taught_does_not_contradict(bundled, smiles, ppm):
    (result,) = assign([list_of(smiles, ppm)], bundled)
    assert result.verdict is not VerdictCode.CONTRADICTED
    assert not any(CarbonFlag.AGAINST_STRUCTURE in carbon.flags for carbon in result.carbons)


def test_a_list_still_contradicts_by_the_carbons_that_were_taught(bundled):
    wrong = (70.1, 82.5, 160.2, 175.0, 199.0, 35.4, 45.0, 210.7)
    smiles = "CCCC[Te]c1ccc(C(C)(C)CC)cc1"
    (result,) = assign([list_of(smiles, *wrong)], bundled)
    assert result.verdict is VerdictCode.CONTRADICTED
    assert any(CarbonFlag.NOT_TAUGHT in carbon.flags for carbon in result.carbons)
