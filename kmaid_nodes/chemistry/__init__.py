"""What a chemist would name: structures, symmetry classes, multiplicities, solvents."""
