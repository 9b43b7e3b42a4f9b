"""Chemistry: structures, symmetry classes, multiplicities, solvents."""
