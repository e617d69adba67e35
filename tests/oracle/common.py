"""What trajectories.py (PyTorch) and papers.py (transcriptions of papers) share: surfaces, cases, files.

tests/check_oracle.c reads the files and takes the same steps itself, so the tests need no Python. A file is lines
"name = value" with the run's settings under Slalom's names, then a line that names the columns and one row per recorded
step: how many updates were done, and the point reached (and the average, where the method has one), as hexadecimal floats
that lose no bit.
"""
import math
import sys
from dataclasses import dataclass, field
from pathlib import Path

STEPS = 1000
RECORDED = sorted({*range(11), *range(50, STEPS + 1, 50)})

# Surface: formula (for floats, arrays and tensors), gradient, Hessian (xx, xy, yy), start.
SURFACES = {
    "rosenbrock": (
        lambda x, y: (1.0 - x) ** 2 + 100.0 * (y - x**2) ** 2,
        lambda x, y: (-2.0 * (1.0 - x) - 400.0 * x * (y - x**2), 200.0 * (y - x**2)),
        lambda x, y: (2.0 - 400.0 * (y - 3.0 * x**2), -400.0 * x, 200.0),
        (-1.2, 1.0),
    ),
    "himmelblau": (
        lambda x, y: (x**2 + y - 11.0) ** 2 + (x + y**2 - 7.0) ** 2,
        lambda x, y: (
            4.0 * x * (x**2 + y - 11.0) + 2.0 * (x + y**2 - 7.0),
            2.0 * (x**2 + y - 11.0) + 4.0 * y * (x + y**2 - 7.0),
        ),
        lambda x, y: (12.0 * x**2 + 4.0 * y - 42.0, 4.0 * (x + y), 4.0 * x + 12.0 * y**2 - 26.0),
        (-1.5, -0.5),
    ),
    "booth": (
        lambda x, y: (x + 2.0 * y - 7.0) ** 2 + (2.0 * x + y - 5.0) ** 2,
        lambda x, y: (10.0 * x + 8.0 * y - 34.0, 8.0 * x + 10.0 * y - 38.0),
        lambda x, y: (10.0, 8.0, 10.0),
        (-4.0, -3.0),
    ),
}


@dataclass
class Case:
    """One recipe, on every surface with a rate. Rates are such that paths neither chatter nor jump between basins: where
    they do, every rounding error grows and no two programs agree for long."""

    name: str
    optimizer: str
    settings: dict  # Slalom's, without lr
    rates: dict  # surface: lr
    schedule: tuple = None  # name, settings
    warmup: int = 0
    clip: tuple = None  # name, settings
    steps: int = STEPS
    around: dict = field(default_factory=dict)  # sam_rho, lookahead_k, ...
    theirs: str = None  # the other library's optimizer where it goes by another name


def rates(rosenbrock, himmelblau, booth):
    return {"rosenbrock": rosenbrock, "himmelblau": himmelblau, "booth": booth}


def sensitivity(points, nudged, nudge):
    """By how much the path enlarges a small error, at most."""
    return max(math.dist(points[step], nudged[step]) / math.hypot(*points[step]) / nudge for step in points)


def lines(case, surface, points, generator):
    yield f"# Made by {generator.split()[0]}; changes by hand are lost."
    yield f"generator = {generator}"
    yield f"surface = {surface}"
    yield f"optimizer = {case.optimizer}"
    yield "start = {} {}".format(*(c.hex() for c in SURFACES[surface][3]))
    yield f"steps = {case.steps}"
    yield f"lr = {case.rates[surface]!r}"
    for name, value in {**case.settings, **case.around}.items():
        yield f"{name} = {value!r}"
    for prefix, chosen in (("schedule", case.schedule), ("clip", case.clip)):
        if chosen:
            yield f"{prefix} = {chosen[0]}"
            for name, value in chosen[1].items():
                yield f"{prefix}.{name} = {value!r}"
    if case.warmup:
        yield f"warmup = {case.warmup}"
    averaged = any(len(point) == 4 for point in points.values())
    yield "steps x y average_x average_y" if averaged else "steps x y"
    for step, point in points.items():
        yield " ".join([str(step), *(float(c).hex() for c in point)])


def write_all(cases, descend, generator):
    """Writes every case; descend(case, surface, nudge) gives {step: point}. Arguments choose cases by parts of their names."""
    nudge = 2.0**-40
    failures = []
    for case in cases:
        for surface in case.rates:
            file = Path(__file__).parent / "trajectories" / f"{surface}-{case.name}.txt"
            if not all(part in file.stem for part in sys.argv[1:]):
                continue
            points = descend(case, surface, 0.0)
            growth = sensitivity(points, descend(case, surface, nudge), nudge)
            end = " ".join(f"{c:.6g}" for c in points[case.steps])
            print(f"{file.stem:45} ends at ({end}), enlarges errors {growth:.3g} times")
            if not growth < 500.0:
                failures.append(file.stem)
                continue
            file.write_text("\n".join(lines(case, surface, points, generator)) + "\n")
    assert not failures, f"too sensitive to compare, choose other rates: {failures}"
