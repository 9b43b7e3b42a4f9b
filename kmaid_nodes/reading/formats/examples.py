"""One small example of each format, for `kmaid formats` and the documents."""

from __future__ import annotations

from kmaid_nodes.codes.file_format import FileFormat

_TABLE = """\
ID,SMILES,13C NMR,Solvent
ethanol,CCO,"58.3, 18.4",CDCl3
acetone,CC(C)=O,"206.7 C, 30.8 CH3",CDCl3"""

_SD = """\
ethanol
  drawn by hand

  3  2  0  0  0  0  0  0  0  0999 V2000
    0.0000    0.0000    0.0000 C   0  0
    1.2990    0.7500    0.0000 C   0  0
    2.5981    0.0000    0.0000 O   0  0
  1  2  1  0
  2  3  1  0
M  END"""

_JCAMP = """\
##TITLE=ethanol
##JCAMP-DX=5.00
##DATA TYPE=NMR PEAK TABLE
##.OBSERVE NUCLEUS=^13C
##.OBSERVE FREQUENCY=100.61
##.SOLVENT NAME=CDCl3
##XUNITS=PPM
##PEAK TABLE=(XY..XY)
58.3, 95.1
18.4, 100.0
##END="""

_BRUKER = """\
<?xml version="1.0" encoding="UTF-8"?>
<PeakList>
  <PeakList1D>
    <PeakList1DHeader name="ethanol" expNo="11" procNo="1">
      <PeakPickDetails>F1=230.0ppm, F2=-10.0ppm</PeakPickDetails>
    </PeakList1DHeader>
    <Peak1D F1="58.3102" intensity="9.51" type="0"/>
    <Peak1D F1="18.4417" intensity="10.00" type="0"/>
  </PeakList1D>
</PeakList>"""

_CML = """\
<cml xmlns="http://www.xml-cml.org/schema">
 <molecule id="m1" title="ethanol">
  <atomArray>
   <atom id="a1" elementType="C" hydrogenCount="3"/>
   <atom id="a2" elementType="C" hydrogenCount="2"/>
   <atom id="a3" elementType="O" hydrogenCount="1"/>
  </atomArray>
  <bondArray>
   <bond atomRefs2="a1 a2" order="S"/>
   <bond atomRefs2="a2 a3" order="S"/>
  </bondArray>
 </molecule>
 <spectrum id="s1" moleculeRef="m1" type="NMR">
  <metadataList>
   <metadata name="nmr:OBSERVENUCLEUS" content="13C"/>
  </metadataList>
  <peakList>
   <peak xValue="58.3" xUnits="units:ppm" peakMultiplicity="T"
    atomRefs="a2"/>
   <peak xValue="18.4" xUnits="units:ppm" peakMultiplicity="Q"
    atomRefs="a1"/>
  </peakList>
 </spectrum>
</cml>"""

_STAR = """\
data_bmse000000
save_chem_comp_1
   _Chem_comp.Sf_category  chem_comp
   _Chem_comp.Name         ethanol
   loop_
      _Chem_comp_atom.Atom_ID
      _Chem_comp_atom.Type_symbol
      C1 C
      C2 C
      O1 O
   stop_
   loop_
      _Chem_comp_bond.Value_order
      _Chem_comp_bond.Atom_ID_1
      _Chem_comp_bond.Atom_ID_2
      SING C1 C2
      SING C2 O1
   stop_
save_
save_assigned_chem_shifts
   _Assigned_chem_shift_list.Sf_category  assigned_chemical_shifts
   loop_
      _Atom_chem_shift.Atom_ID
      _Atom_chem_shift.Atom_type
      _Atom_chem_shift.Atom_isotope_number
      _Atom_chem_shift.Val
      C1 C 13 18.4
      C2 C 13 58.3
   stop_
save_"""

_NMREDATA = """

>  <NMREDATA_ASSIGNMENT>
a, 58.3, 2\\
b, 18.4, 1\\

>  <NMREDATA_1D_13C>
Larmor=100.61\\
58.3, L=a\\
18.4, L=b\\

$$$$"""

_TOPSPIN_TEXT = """\
#    ADDRESS   FREQUENCY               INTENSITY
                 [Hz]       [PPM]
1     5241.2    5866.54     58.3102       9.51
2     6120.8    1855.42     18.4417      10.00"""

_IN_COLUMNS = """\
ID        SMILES     13C NMR
ethanol   CCO        58.3, 18.4"""

EXAMPLES: dict[FileFormat, str] = {
    FileFormat.TABLE: _TABLE,
    FileFormat.EXCEL: _IN_COLUMNS,
    FileFormat.PARQUET: _IN_COLUMNS,
    FileFormat.ARROW: _IN_COLUMNS,
    FileFormat.SPECTRUM_TEXT: "13C NMR (101 MHz, CDCl3) δ 58.3 (CH2), 18.4 (CH3).",
    FileFormat.SD: _SD + _NMREDATA,
    FileFormat.MOLFILE: _SD,
    FileFormat.SMILES: "CCO ethanol\nCC(C)=O acetone",
    FileFormat.INCHI: "InChI=1S/C2H6O/c1-2-3/h3H,2H2,1H3 ethanol",
    FileFormat.BRUKER_PEAK_LIST: _BRUKER,
    FileFormat.BRUKER_PEAK_TEXT: _TOPSPIN_TEXT,
    FileFormat.JCAMP_DX: _JCAMP,
    FileFormat.CML: _CML,
    FileFormat.NMR_STAR: _STAR,
    FileFormat.ZIP: "compounds.zip\n  anisole.sdf\n  ethanol/pdata/1/peaklist.xml",
}
"""Texts; for binary formats, what the file holds."""

BINARY_FORMATS = frozenset({FileFormat.EXCEL, FileFormat.PARQUET, FileFormat.ARROW, FileFormat.ZIP})
