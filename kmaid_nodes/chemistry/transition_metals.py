"""Elements that change the shifts of ligands even where a drawing shows no bond to them."""

# Groups 3 to 11, lanthanides and actinides. A chemist draws ferrocene as two anions and Fe(2+), but salts of
# sodium, calcium or zinc in the same way, whose shifts are those of the free ions.
TRANSITION_METALS = frozenset([*range(21, 30), *range(39, 48), *range(57, 80), *range(89, 112)])
