"""Assignments in which a carbon may have two shifts."""

import itertools

import numpy as np

from kmaid_nodes.assignment.doublets import DoubletProblem, solve_doublets


def problem(generator, carbons=3, shifts=4):
    doublet = generator.uniform(0, 8, (carbons, shifts, shifts))
    doublet[:, ~np.triu(np.ones((shifts, shifts), bool), 1)] = np.inf
    return DoubletProblem(
        generator.uniform(0, 8, (carbons, shifts)),
        generator.uniform(1, 4, carbons),
        doublet,
        generator.uniform(0, 7, shifts),
        np.full(shifts, np.inf),
        np.ones(shifts, int),
    )


def enumerated(problem, two_sets):
    """The lowest cost of all assignments in which no two carbons share a shift."""
    carbons, shifts = problem.single.shape
    costs = []
    choices = [(), *itertools.combinations(range(shifts), 1), *itertools.combinations(range(shifts), 2)]
    for chosen in itertools.product(choices, repeat=carbons):
        used = [shift for shifts_of in chosen for shift in shifts_of]
        if len(set(used)) < len(used) or (not two_sets and any(len(c) == 2 for c in chosen)):
            continue
        cost = sum(problem.extraneous[k] for k in range(shifts) if k not in used)
        for carbon, shifts_of in enumerate(chosen):
            of_number = (problem.missing, problem.single, problem.doublet)[len(shifts_of)]
            cost += of_number[(carbon, *shifts_of)]
        costs.append(cost)
    return min(costs)


def test_no_assignment_is_cheaper():
    generator = np.random.default_rng(0)
    for _ in range(20):
        given = problem(generator)
        given = DoubletProblem(
            given.single, given.missing, given.doublet, given.extraneous, np.full(4, 1e3), given.free
        )
        for two_sets in (True, False):
            solved = solve_doublets(given, two_sets)
            assert solved is not None
            assert np.isclose(solved.cost, enumerated(given, two_sets))


def test_a_shift_that_is_listed_twice_is_shared_at_no_cost():
    single = np.array([[1.0], [1.0]])
    given = DoubletProblem(
        single, np.full(2, 5.0), np.full((2, 1, 1), np.inf), np.array([7.0]), np.array([2.0]), np.array([1])
    )
    once = solve_doublets(given)
    twice = solve_doublets(DoubletProblem(*(*vars(given).values(),)[:-1], free=np.array([2])))
    assert once is not None and twice is not None
    assert np.isclose(once.cost, 4.0) and np.isclose(twice.cost, 2.0)
    assert once.first.tolist() == twice.first.tolist() == [0, 0]
