#!/usr/bin/python3
"""Makes trajectories with PyTorch in double precision (Debian: python3-torch); see common.py.

    tests/oracle/trajectories.py            writes every file anew
    tests/oracle/trajectories.py adam       only those whose name contains "adam"
    tests/oracle/trajectories.py --flags    checks that the flags which Slalom has no setting for change no path

Every flag of PyTorch 1.13's optimizers and schedulers is in some case below, except: maximize, which is descent on the
negated loss (a surface with a minus in front); foreach and differentiable, which are other ways to the same numbers;
fused and capturable, which need a GPU; LBFGS's conditions to end early and its own kind of search (Slalom's searches are
transcribed from the papers in papers.py); LambdaLR, MultiplicativeLR and scale_fn, which are functions of the caller's;
plateau's mode "max", for what should grow.
"""
import inspect
import math
import sys
import warnings

import torch
from torch.optim import lr_scheduler

from common import SURFACES, STEPS, RECORDED, Case, rates, write_all

torch.set_default_dtype(torch.float64)  # some optimizers keep scalars in tensors of their own


def renamed(settings, **names):
    """Our settings under PyTorch's names; its decay factors come as a tuple."""
    settings = {names.get(name, name): value for name, value in settings.items()}
    for tuple_name, parts in (
        ("betas", ("beta1", "beta2")),
        ("etas", ("etaminus", "etaplus")),
        ("step_sizes", ("step_size_min", "step_size_max")),
    ):
        if any(part in settings for part in parts):
            settings[tuple_name] = tuple(settings.pop(part) for part in parts)
    return settings


def without(settings, name):
    return {key: value for key, value in settings.items() if key != name}


# Our optimizer: PyTorch's class, and its arguments made from our settings. Of NAdam the single-tensor form counts one
# momentum twice in its product (1.13); the other form is as the paper has it.
OPTIMIZERS = {
    "gd": (torch.optim.SGD, dict),
    "momentum": (torch.optim.SGD, dict),
    "nesterov": (torch.optim.SGD, lambda settings: dict(settings, nesterov=True)),
    "adagrad": (torch.optim.Adagrad, lambda settings: renamed(settings, initial_accumulator="initial_accumulator_value")),
    "adadelta": (torch.optim.Adadelta, dict),
    "rmsprop": (torch.optim.RMSprop, lambda settings: dict(settings, centered=bool(settings.get("centered", 0)))),
    "adam": (torch.optim.Adam, lambda settings: renamed(dict(settings, amsgrad=bool(settings.get("amsgrad", 0))))),
    "adamw": (torch.optim.AdamW, lambda settings: renamed(dict(settings, amsgrad=bool(settings.get("amsgrad", 0))))),
    "sparse-adam": (torch.optim.SparseAdam, lambda settings: renamed(without(settings, "eps_uncorrected"))),
    "amsgrad": (torch.optim.Adam, lambda settings: renamed(dict(settings, amsgrad=True))),
    "adamax": (torch.optim.Adamax, renamed),
    "nadam": (torch.optim.NAdam, lambda settings: renamed(dict(settings, foreach=True))),
    "radam": (torch.optim.RAdam, renamed),
    "asgd": (torch.optim.ASGD, renamed),
    "rprop": (torch.optim.Rprop, renamed),
    # One iteration a step, and nothing that ends it early.
    "lbfgs": (
        torch.optim.LBFGS,
        lambda settings: dict(
            without(renamed(settings, history="history_size"), "line_search"),
            max_iter=1,
            tolerance_grad=0.0,
            tolerance_change=0.0,
        ),
    ),
}


def constant_warmup(optimizer, steps, total_iters, factor):
    return lr_scheduler.ConstantLR(optimizer, factor=factor, total_iters=total_iters)


def cyclic(mode):
    def make(optimizer, steps, step_size_up, step_size_down, base_factor, gamma=1.0, cycle_momentum=0, **momenta):
        lr = optimizer.param_groups[0]["lr"]
        return lr_scheduler.CyclicLR(
            optimizer,
            base_lr=base_factor * lr,
            max_lr=lr,
            step_size_up=step_size_up,
            step_size_down=step_size_down or None,
            mode=mode,
            gamma=gamma,
            cycle_momentum=bool(cycle_momentum),
            **momenta,
        )

    return make


def one_cycle(optimizer, steps, total_steps=0, linear=0, three_phase=0, cycle_momentum=0, **settings):
    return lr_scheduler.OneCycleLR(
        optimizer,
        max_lr=optimizer.param_groups[0]["lr"],
        total_steps=total_steps or steps,
        anneal_strategy="linear" if linear else "cos",
        three_phase=bool(three_phase),
        cycle_momentum=bool(cycle_momentum),
        **settings,
    )


# Our schedule: PyTorch's scheduler for `steps` steps, from our settings.
SCHEDULES = {
    "constant_warmup": constant_warmup,
    "step": lambda optimizer, steps, **settings: lr_scheduler.StepLR(optimizer, **settings),
    "multistep": lambda optimizer, steps, gamma, **milestones: lr_scheduler.MultiStepLR(
        optimizer, [m for m in milestones.values() if m], gamma
    ),
    "exponential": lambda optimizer, steps, gamma: lr_scheduler.ExponentialLR(optimizer, gamma),
    "polynomial": lambda optimizer, steps, power, total_iters=0: lr_scheduler.PolynomialLR(
        optimizer, total_iters or steps, power
    ),
    "linear": lambda optimizer, steps, total_iters=0, **factors: lr_scheduler.LinearLR(
        optimizer, total_iters=total_iters or steps, **factors
    ),
    "cosine": lambda optimizer, steps, t_max=None, eta_min=0.0: lr_scheduler.CosineAnnealingLR(
        optimizer, T_max=t_max or steps, eta_min=eta_min
    ),
    "cosine_restarts": lambda optimizer, steps, t_0, t_mult, eta_min: lr_scheduler.CosineAnnealingWarmRestarts(
        optimizer, t_0, t_mult, eta_min
    ),
    "triangular": cyclic("triangular"),
    "triangular2": cyclic("triangular2"),
    "exp_range": cyclic("exp_range"),
    "one_cycle": one_cycle,
    "plateau": lambda optimizer, steps, absolute=0, **settings: lr_scheduler.ReduceLROnPlateau(
        optimizer, threshold_mode="abs" if absolute else "rel", **renamed(settings, min_reduction="eps")
    ),
}

ALONE = rates(0.0015, 0.004, 0.05)
CASES = [
    Case("gd", "gd", {}, ALONE),
    Case("gd-decay", "gd", {"weight_decay": 0.01}, rates(0.001, 0.002, 0.02)),
    Case("momentum", "momentum", {"momentum": 0.9}, rates(0.0003, 0.001, 0.01)),
    Case("momentum-dampening", "momentum", {"momentum": 0.9, "dampening": 0.5}, rates(0.0004, 0.001, 0.01)),
    Case(
        "momentum-dampening-decay",
        "momentum",
        {"momentum": 0.8, "dampening": 0.8, "weight_decay": 0.1},
        rates(0.001, 0.002, 0.02),
    ),
    Case("nesterov", "nesterov", {"momentum": 0.9}, rates(0.0003, 0.001, 0.01)),
    Case("nesterov-decay", "nesterov", {"momentum": 0.95, "weight_decay": 0.01}, rates(0.0002, 0.0005, 0.01)),
    Case("adagrad", "adagrad", {}, rates(0.1, 0.1, 0.5)),
    Case(
        "adagrad-all",
        "adagrad",
        {"eps": 1e-3, "lr_decay": 0.01, "initial_accumulator": 0.1, "weight_decay": 0.05},
        rates(0.1, 0.1, 0.5),
    ),
    Case("adadelta", "adadelta", {}, rates(0.2, 0.03, 1.0)),
    Case("adadelta-all", "adadelta", {"rho": 0.95, "eps": 1e-4, "weight_decay": 0.05}, rates(0.03, 0.005, 0.1)),
    Case("rmsprop", "rmsprop", {}, rates(0.001, 0.002, 0.002)),
    Case("rmsprop-long", "rmsprop", {"alpha": 0.995, "eps": 0.1}, rates(0.001, 0.002, 0.005)),
    Case("rmsprop-centered", "rmsprop", {"centered": 1}, rates(0.0003, 0.0005, 0.0002)),
    Case("rmsprop-momentum", "rmsprop", {"momentum": 0.9}, rates(0.0001, 0.0003, 0.0003)),
    Case(
        "rmsprop-centered-momentum-decay",
        "rmsprop",
        {"alpha": 0.99, "momentum": 0.5, "centered": 1, "weight_decay": 0.1},
        rates(0.0001, 0.0001, 0.0001),
    ),
    Case("adam", "adam", {}, rates(0.01, 0.01, 0.05)),
    Case("adam-short", "adam", {"beta1": 0.8, "beta2": 0.99, "eps": 1e-4}, rates(0.003, 0.003, 0.01)),
    Case("adam-decay", "adam", {"weight_decay": 0.1}, rates(0.01, 0.01, 0.05)),
    Case(
        "adam-sparse", "adam", {"eps": 1e-3, "eps_uncorrected": 1}, rates(0.01, 0.01, 0.05), theirs="sparse-adam"
    ),
    Case("adam-amsgrad", "adam", {"amsgrad": 1, "beta1": 0.9, "beta2": 0.99}, rates(0.01, 0.01, 0.05)),
    Case("amsgrad", "amsgrad", {"eps": 1e-5, "weight_decay": 0.1}, rates(0.01, 0.01, 0.05)),
    Case("adamw", "adamw", {}, rates(0.01, 0.01, 0.05)),
    Case("adamw-all", "adamw", {"beta1": 0.8, "beta2": 0.99, "weight_decay": 0.3, "amsgrad": 1}, rates(0.003, 0.01, 0.05)),
    Case("adamax", "adamax", {}, rates(0.01, 0.01, 0.05)),
    Case(
        "adamax-all",
        "adamax",
        {"beta1": 0.8, "beta2": 0.99, "eps": 0.1, "weight_decay": 0.1},
        rates(0.002, 0.01, 0.05),
    ),
    Case("nadam", "nadam", {}, rates(0.01, 0.01, 0.05)),
    Case(
        "nadam-all",
        "nadam",
        {"beta1": 0.8, "beta2": 0.99, "eps": 1e-4, "weight_decay": 0.1, "momentum_decay": 0.1},
        rates(0.003, 0.003, 0.02),
    ),
    Case("radam", "radam", {}, rates(0.001, 0.002, 0.05)),
    Case(
        "radam-all",
        "radam",
        {"beta1": 0.8, "beta2": 0.99, "eps": 1e-3, "weight_decay": 0.1},
        rates(0.0005, 0.001, 0.02),
    ),
    Case("asgd", "asgd", {}, ALONE),
    Case(
        "asgd-all",
        "asgd",
        {"lambd": 0.05, "alpha": 0.5, "t0": 100.0, "weight_decay": 0.1},
        rates(0.001, 0.003, 0.03),
    ),
    Case("rprop", "rprop", {}, rates(0.01, 0.01, 0.01)),
    Case(
        "rprop-all",
        "rprop",
        {"etaminus": 0.4, "etaplus": 1.3, "step_size_min": 1e-3, "step_size_max": 0.1},
        rates(0.02, 0.02, 0.02),
    ),
    Case("lbfgs-pytorch", "lbfgs", {"history": 100, "line_search": 0}, rates(0.001, 0.003, 0.003)),
    Case("lbfgs-pytorch-short", "lbfgs", {"history": 3, "line_search": 0}, rates(0.0005, 0.005, 0.005)),
    Case("gd-clip-value", "gd", {}, ALONE, clip=("value", {"limit": 3.0})),
    # Schedules, under gd, momentum or adam.
    Case("gd-step", "gd", {}, ALONE, ("step", {"step_size": 150, "gamma": 0.5})),
    Case(
        "adam-multistep",
        "adam",
        {},
        rates(0.01, 0.01, 0.05),
        ("multistep", {"gamma": 0.3, "milestone1": 100, "milestone2": 400, "milestone3": 401, "milestone4": 900}),
    ),
    Case("gd-multistep", "gd", {}, ALONE, ("multistep", {"gamma": 0.1, "milestone1": 300, "milestone2": 0})),
    Case("gd-exponential", "gd", {}, ALONE, ("exponential", {"gamma": 0.997})),
    Case("gd-polynomial", "gd", {}, ALONE, ("polynomial", {"power": 2.5})),
    Case("gd-polynomial-short", "gd", {}, ALONE, ("polynomial", {"power": 1.0, "total_iters": 700})),
    Case("gd-linear", "gd", {}, ALONE, ("linear", {"start_factor": 0.2, "end_factor": 0.9})),
    Case(
        "gd-linear-short", "gd", {}, ALONE, ("linear", {"start_factor": 1.0, "end_factor": 0.25, "total_iters": 300})
    ),
    Case("gd-cosine", "gd", {}, ALONE, ("cosine", {"eta_min": 1e-5})),
    Case("momentum-warmup-cosine", "momentum", {"momentum": 0.9}, rates(0.0004, 0.001, 0.01), ("cosine", {}), 50),
    Case("adam-cosine", "adam", {}, rates(0.01, 0.02, 0.05), ("cosine", {"t_max": 1200, "eta_min": 1e-3})),
    Case("adam-warmup", "adam", {}, rates(0.01, 0.01, 0.05), warmup=100),
    Case("gd-restarts", "gd", {}, ALONE, ("cosine_restarts", {"t_0": 70, "t_mult": 1, "eta_min": 1e-4})),
    Case("gd-restarts-double", "gd", {}, ALONE, ("cosine_restarts", {"t_0": 60, "t_mult": 2, "eta_min": 0.0})),
    Case(
        "gd-triangular",
        "gd",
        {},
        ALONE,
        ("triangular", {"step_size_up": 60, "step_size_down": 0, "base_factor": 0.1}),
    ),
    Case(
        "gd-triangular2",
        "gd",
        {},
        ALONE,
        ("triangular2", {"step_size_up": 50, "step_size_down": 110, "base_factor": 0.25}),
    ),
    Case(
        "gd-exp-range",
        "gd",
        {},
        ALONE,
        ("exp_range", {"step_size_up": 70, "step_size_down": 30, "base_factor": 0.05, "gamma": 0.998}),
    ),
    Case("gd-one-cycle", "gd", {}, ALONE, ("one_cycle", {})),
    Case(
        "gd-one-cycle-linear",
        "gd",
        {},
        rates(0.001, 0.004, 0.05),
        ("one_cycle", {"linear": 1, "pct_start": 0.4, "div_factor": 10.0, "final_div_factor": 100.0}),
    ),
    Case("gd-one-cycle-three", "gd", {}, ALONE, ("one_cycle", {"three_phase": 1, "pct_start": 0.25})),
    Case(
        "gd-plateau",
        "gd",
        {},
        ALONE,
        ("plateau", {"factor": 0.5, "patience": 7, "threshold": 0.05, "cooldown": 5, "min_lr": 2e-4}),
    ),
    Case(
        "gd-plateau-absolute",
        "gd",
        {},
        ALONE,
        ("plateau", {"factor": 0.3, "patience": 20, "threshold": 0.002, "absolute": 1, "cooldown": 0, "min_lr": 0.0}),
    ),
    Case(
        "gd-plateau-eps",
        "gd",
        {},
        ALONE,
        ("plateau", {"factor": 0.5, "patience": 20, "threshold": 0.05, "cooldown": 0, "min_lr": 0.0, "min_reduction": 2e-4}),
    ),
    Case("gd-constant-warmup", "gd", {}, ALONE, ("constant_warmup", {"total_iters": 70, "factor": 0.25})),
    Case(
        "momentum-triangular",
        "momentum",
        {},
        rates(0.0003, 0.001, 0.01),
        (
            "triangular",
            {
                "step_size_up": 60,
                "step_size_down": 40,
                "base_factor": 0.1,
                "cycle_momentum": 1,
                "base_momentum": 0.7,
                "max_momentum": 0.92,
            },
        ),
    ),
    Case(
        "nesterov-triangular2",
        "nesterov",
        {"momentum": 0.9},
        rates(0.0003, 0.001, 0.01),
        (
            "triangular2",
            {"step_size_up": 60, "step_size_down": 0, "base_factor": 0.1, "cycle_momentum": 1},
        ),
    ),
    Case(
        "rmsprop-exp-range",
        "rmsprop",
        {"alpha": 0.995, "eps": 0.1},
        rates(0.0002, 0.0004, 0.001),
        (
            "exp_range",
            {"step_size_up": 50, "step_size_down": 0, "base_factor": 0.2, "gamma": 0.998, "cycle_momentum": 1},
        ),
    ),
    Case("momentum-one-cycle", "momentum", {}, rates(0.0003, 0.001, 0.01), ("one_cycle", {"cycle_momentum": 1})),
    Case(
        "adam-one-cycle",
        "adam",
        {},
        rates(0.01, 0.01, 0.05),
        (
            "one_cycle",
            {
                "linear": 1,
                "three_phase": 1,
                "pct_start": 0.4,
                "cycle_momentum": 1,
                "base_momentum": 0.7,
                "max_momentum": 0.9,
            },
        ),
    ),
    Case("adamw-one-cycle", "adamw", {}, rates(0.01, 0.01, 0.05), ("one_cycle", {"cycle_momentum": 1})),
    Case("radam-one-cycle", "radam", {}, rates(0.001, 0.002, 0.05), ("one_cycle", {"cycle_momentum": 1})),
    Case("gd-warmup-step", "gd", {}, ALONE, ("step", {"step_size": 200, "gamma": 0.3}), 60),
    Case("gd-warmup-exponential", "gd", {}, ALONE, ("exponential", {"gamma": 0.998}), 40),
]


def scheduler(optimizer, case):
    """The scheduler, or None for a constant rate. Warm-up at step t of W is (t + 1) / W."""
    parts, warmup = [], case.warmup
    if warmup:
        parts.append(lr_scheduler.LinearLR(optimizer, start_factor=1.0 / warmup, total_iters=warmup - 1))
    if case.schedule:
        kind, settings = case.schedule
        parts.append(SCHEDULES[kind](optimizer, case.steps - warmup, **settings))
    elif warmup:
        parts.append(lr_scheduler.ConstantLR(optimizer, factor=1.0))
    if len(parts) == 2:
        return lr_scheduler.SequentialLR(optimizer, parts, milestones=[warmup])
    return parts[0] if parts else None


def descend(case, surface, nudge, **flags):
    """The recorded points {step: (x, y)}; `nudge` moves the start relative to its size."""
    formula, _, _, start = SURFACES[surface]
    theirs = case.theirs or case.optimizer
    kind, arguments = OPTIMIZERS[theirs]
    w = torch.tensor([c * (1.0 + nudge) for c in start], requires_grad=True)
    rule = kind([w], **arguments(dict(case.settings, lr=case.rates[surface])) | flags)
    rate = scheduler(rule, case)
    average = case.optimizer == "asgd"
    points = {0: tuple(w.tolist()) * (1 + average)}

    def evaluate():
        rule.zero_grad()
        loss = formula(w[0], w[1])
        (-loss if flags.get("maximize") else loss).backward()
        if case.clip:
            torch.nn.utils.clip_grad_value_([w], case.clip[1]["limit"])
        if theirs == "sparse-adam":
            w.grad = w.grad.to_sparse()
        return loss

    for step in range(1, case.steps + 1):
        loss = rule.step(evaluate)
        if isinstance(rate, lr_scheduler.ReduceLROnPlateau):
            rate.step(loss.item())
        elif rate:
            rate.step()
        if step in RECORDED or step == case.steps:
            points[step] = tuple(w.tolist()) + (tuple(rule.state[w]["ax"].tolist()) if average else ())
    return points


def check_flags():
    """foreach and, on the negated loss, maximize: the same path on booth."""
    checked = 0
    for case in CASES:
        kind = OPTIMIZERS[case.theirs or case.optimizer][0]
        if "booth" not in case.rates or case.schedule or case.optimizer == "nadam":
            continue
        points = descend(case, "booth", 0.0)
        for flag in ("foreach", "maximize"):
            if flag not in inspect.signature(kind.__init__).parameters or (case.optimizer, flag) == ("radam", "foreach"):
                continue  # with foreach, 1.13's RAdam adds eps elsewhere
            others = descend(case, "booth", 0.0, **{flag: True})
            apart = max(math.dist(points[k], others[k]) / math.hypot(*points[k]) for k in points)
            assert apart < 1e-12, (case.name, flag, apart)
            checked += 1
    print(f"{checked} paths are the same with foreach or maximize")


if __name__ == "__main__":
    torch.set_num_threads(1)
    warnings.filterwarnings("ignore", message="The epoch parameter")  # SequentialLR's own affair
    if sys.argv[1:] == ["--flags"]:
        check_flags()
        sys.exit()
    write_all(CASES, descend, f"trajectories.py torch {torch.__version__}")
