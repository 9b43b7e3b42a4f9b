"""Where the acidic hydrogens of salts and zwitterions are, in the one form that the network predicts best.

Measured with the bundled model, distance of each predicted carbon to the nearest peak: nine salts of open-
access papers 1.5 ppm as ammonium chlorides and 1.6 ppm as two neutral parts. 68 ammonium ions of
nmrshiftdb2, in part of the training data, are 1.6 ppm off as ions and 3.0 ppm without their charge. The
carboxyl of glycine and phenylalanine is 1 ppm off drawn neutral, 4 ppm as a zwitterion (nmrshiftdb2 has 206
neutral amino acids and three zwitterions). So an acid and a base that are different molecules are ions,
those of one molecule are neutral.
"""

from __future__ import annotations

from dataclasses import dataclass

from rdkit import Chem

from kmaid_nodes.chemistry.atom_charge import set_charge
from kmaid_nodes.chemistry.atom_words import name_of
from kmaid_nodes.wording.structure import acid_as_salt, charge_added

# The acids in the order in which they give their hydrogen, and the bases in the order in which they take it.
_STRONG_ACIDS = [
    Chem.MolFromSmarts(text)
    for text in (
        "[Cl,Br,I;X0,X1;D0;H1;+0]",
        "[OX2H1;+0]-[$([Cl+3]),$(S(=O)(=O)),$([N+](=O)[O-])]",
        "[OX2H1;+0]-C(=O)C(F)(F)F",
        "[OX2H1;+0]-P(=O)",
    )
]
_WEAK_ACIDS = [Chem.MolFromSmarts("[OX2H1;+0]-C(=O)[#6,#1,$([CX3](=O)),O]")]
_STRONG_BASES = [
    Chem.MolFromSmarts(text)
    for text in (
        "[NX2;+0;!$(N~[!#6])]=C([NX3;+0])[NX3;+0]",
        "[NX2;+0;!$(N~[!#6])]=C[NX3;+0;!$(N[!#6;!#1])]",
        "[NX3;+0;!$(N~[!#6;!#1]);!$(N[C,c,S,P]=[!#6]);!$(N-[#6]=,:[#6]);!$(N-C#N);!$(N[#6;!$([CX4])]);!$(N[CX4][CX3]=O)]",
        "[NX3;+0;!$(N~[!#6;!#1]);$(N[CX4][CX3]=O);!$(N[#6;!$([CX4])])]",
    )
]
_WEAK_BASES = [
    Chem.MolFromSmarts(text)
    for text in (
        "[nX2;r5;+0;$(n1cc[#7]c1),$(n1c[#7]cc1);!$(n(:[!#6]))]",
        "[nX2;r6;+0;!$(n:[!#6])]",
        "[NX2;+0;$(N=C);!$(N~[!#6;!#1])]",
        "[NX3;+0;$(Nc);!$(N~[!#6;!#1]);!$(N[C,S,P]=[!#6]);!$(N-C#N)]",
        "[NX3;+0;$(N[!#6;!#1]);!$(N[C,c,S,P]=[!#6]);!$(N[S,P])]",
    )
]
_PROTONATED = Chem.MolFromSmarts("[#7;+1;!H0]")
# Weakest acid first: it takes the hydrogen first.
_ANIONS = [
    Chem.MolFromSmarts(text)
    for text in (
        "[O-;X1;$([O-][CX4])]",
        "[O-;X1;$([O-]c),$([O-]C=C)]",
        "[O-;X1;$([O-]C(=O)[#6,#1,O]);!$([O-]C(=O)C(F)(F)F)]",
        "[O-;X1;$([O-]P)]",
        "[O-;X1;$([O-]C(=O)C(F)(F)F)]",
        "[O-;X1;$([O-]S=O)]",
        "[Cl-,Br-,I-;D0]",
    )
]


_CARBOXYL = Chem.MolFromSmarts("[OX2H1;+0]-C(=O)[#6]")
_CARBOXYLATE = Chem.MolFromSmarts("[OX1;-]-C(=O)[#6]")
_CARBOXYL_ANY = Chem.MolFromSmarts("[OX2H1,OX1-]-C(=O)[#6]")
_CARBOXYL_BESIDE_HETERO = Chem.MolFromSmarts("[OX2H1,OX1-]-C(=O)[#6][#7,#8]")
_LONE_PROTON = Chem.MolFromSmarts("[#1;+;D0]")
_ALKALI_ATOM = Chem.MolFromSmarts("[Li,Na,K,Rb,Cs;+0;D0;H0]")
_ACIDS_OF_SALTS = [
    *_STRONG_ACIDS[1:],
    *_WEAK_ACIDS,
    Chem.MolFromSmarts("[OX2H1;+0]-c"),
    Chem.MolFromSmarts("[OX2H1;+0]-C"),
]


@dataclass(frozen=True)
class _Site:
    """An atom that takes or gives a hydrogen: its place in the order, canonical rank, fragment, and index."""

    order: int
    rank: int
    fragment: int
    atom: int


def place_protons(mol: Chem.RWMol) -> bool:
    """Moves hydrogens between acids and bases, in place; whether anything is now otherwise.

    Charges that have no partner stay (a lone ammonium ion, sodium acetate). mol needs to be sanitised again.
    """
    before = _state(mol)
    _discharge(mol)
    _order_half_salts(mol)
    _pair(mol, _sites(mol, _STRONG_ACIDS), _sites(mol, _STRONG_BASES + _WEAK_BASES))
    _pair(mol, _sites(mol, _WEAK_ACIDS), _sites(mol, _STRONG_BASES))
    return before != _state(mol)


def bind_lone_protons(mol: Chem.Mol) -> Chem.Mol:
    """`[H+].[Cl-]` with a bond between them."""
    protons = [index for (index,) in mol.GetSubstructMatches(_LONE_PROTON)]
    if not protons:
        return mol
    bound = Chem.RWMol(mol)
    for proton, anion in zip(protons, reversed(_sites(bound, _ANIONS))):
        bound.AddBond(proton, anion.atom, Chem.BondType.SINGLE)
        for index in (proton, anion.atom):
            bound.GetAtomWithIdx(index).SetFormalCharge(0)
    Chem.SanitizeMol(bound)
    return bound.GetMol()


def ionise_beside_metals(mol: Chem.RWMol) -> list[str]:
    """Alkali atoms without charge (`CC(=O)O.[Na]`) and acids as ions, in place; what was done, in words."""
    done = []
    for (index,) in mol.GetSubstructMatches(_ALKALI_ATOM):
        metal = mol.GetAtomWithIdx(index)
        if sum(a.GetFormalCharge() for a in mol.GetAtoms()) < 0:
            done.append(charge_added(name_of(metal), 1))
        else:
            acids = _sites(mol, _ACIDS_OF_SALTS)
            if not acids:
                continue
            acid = mol.GetAtomWithIdx(acids[0].atom)
            _add_proton(acid, -1)
            done.append(acid_as_salt(name_of(metal), name_of(acid)))
        metal.SetFormalCharge(1)
        metal.SetNoImplicit(True)
        mol.UpdatePropertyCache(False)
    return done


def _state(mol: Chem.RWMol) -> list[tuple[int, int, int]]:
    return [(a.GetFormalCharge(), a.GetTotalNumHs(), int(a.GetChiralTag())) for a in mol.GetAtoms()]


def _discharge(mol: Chem.RWMol) -> None:
    """Ammonium ions give their hydrogens to anions as long as there are both; so do strong acids."""
    cations = [site for site in _sites(mol, [_PROTONATED]) if not _beside(mol, site.atom, -1)]
    for cation, anion in zip(cations, _sites(mol, _ANIONS)):
        _move(mol, cation.atom, anion.atom)
    mol.UpdatePropertyCache(False)
    for acid, anion in zip(_sites(mol, _STRONG_ACIDS[:1]), _sites(mol, _ANIONS[:-2])):
        _move(mol, acid.atom, anion.atom)
    mol.UpdatePropertyCache(False)


def _order_half_salts(mol: Chem.RWMol) -> None:
    """In a molecule with acid and carboxylate groups, the charge where N or O makes it stronger."""
    if not (mol.HasSubstructMatch(_CARBOXYL) and mol.HasSubstructMatch(_CARBOXYLATE)):
        return
    sites = _sites(mol, [_CARBOXYL_BESIDE_HETERO, _CARBOXYL_ANY])
    for fragment in {site.fragment for site in sites}:
        own = [site for site in sites if site.fragment == fragment]
        anions = [site for site in own if mol.GetAtomWithIdx(site.atom).GetFormalCharge()]
        wanted = own[: len(anions)]
        if [(s.order, s.rank) for s in wanted] != [(s.order, s.rank) for s in anions]:
            givers = [site for site in wanted if site not in anions]
            for giver, taker in zip(givers, [site for site in anions if site not in wanted]):
                _move(mol, giver.atom, taker.atom)
    mol.UpdatePropertyCache(False)


def _pair(mol: Chem.RWMol, acids: list[_Site], bases: list[_Site]) -> None:
    """Ions of acids and bases that are different molecules."""
    taken: set[int] = set()
    partners: set[tuple[int, int]] = set()  # a second hydrogen of one acid is weaker: no base takes both
    for acid in acids:
        for base in bases:
            pair = (acid.fragment, base.fragment)
            if base.atom in taken or pair in partners or acid.fragment == base.fragment:
                continue
            if not _beside(mol, base.atom, 1):
                _move(mol, acid.atom, base.atom)
                taken.add(base.atom)
                partners.add(pair)
                break
    mol.UpdatePropertyCache(False)


def _sites(mol: Chem.RWMol, queries: list[Chem.Mol]) -> list[_Site]:
    orders: dict[int, int] = {}
    for order, query in enumerate(queries):
        for match in mol.GetSubstructMatches(query):
            orders.setdefault(match[0], order)
    if not orders:
        return []
    ranks = _ranks_without_protons(mol) if len(orders) > 1 else [0] * mol.GetNumAtoms()
    fragment = [0] * mol.GetNumAtoms()
    for number, atoms in enumerate(Chem.GetMolFrags(mol)):
        for index in atoms:
            fragment[index] = number
    return sorted(
        (_Site(order, ranks[i], fragment[i], i) for i, order in orders.items()),
        key=lambda site: (site.order, site.rank, site.atom),
    )


def _ranks_without_protons(mol: Chem.RWMol) -> list[int]:
    """Ranks that do not depend on where hydrogens and charges are drawn."""
    plain = Chem.RWMol(mol)
    for atom in plain.GetAtoms():
        if atom.GetAtomicNum() != 6:
            atom.SetFormalCharge(0)
            atom.SetNumExplicitHs(0)
            atom.SetNoImplicit(True)
    plain.UpdatePropertyCache(False)
    return list(Chem.CanonicalRankAtoms(plain, breakTies=False))


def _move(mol: Chem.RWMol, giver: int, taker: int) -> None:
    """A hydrogen and its charge from one atom to another."""
    _add_proton(mol.GetAtomWithIdx(giver), -1)
    _add_proton(mol.GetAtomWithIdx(taker), 1)


def _add_proton(atom: Chem.Atom, sign: int) -> None:
    set_charge(atom, atom.GetFormalCharge() + sign)
    atom.SetNumExplicitHs(atom.GetNumExplicitHs() + sign)
    if atom.GetAtomicNum() == 7:
        atom.SetChiralTag(Chem.ChiralType.CHI_UNSPECIFIED)  # it inverts


def _beside(mol: Chem.RWMol, index: int, sign: int) -> bool:
    return any(n.GetFormalCharge() * sign > 0 for n in mol.GetAtomWithIdx(index).GetNeighbors())
