"""Stand-in for the cell types of KNIME's chemistry extension: text of a class of its own."""


class SmilesValue(str):
    pass


class SdfValue(str):
    pass


class MolValue(str):
    pass
