# SPDX-License-Identifier: Apache-2.0
"""Planted defects: one line of the real code is written otherwise at run time, in one function, and must be caught.

Each names what it breaks and by what it is caught: by ``bench/simulate`` itself, or by a test, because the simulation
has no such fault (a device that returns other bytes, a forged entry) or too small a world (256 entries).
"""

import inspect
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from textwrap import dedent
from types import FunctionType

SIMULATED = "bench/simulate"


@dataclass(frozen=True, slots=True, kw_only=True)
class Plant:
    """One defect.

    Attributes:
        name: Of the defect.
        breaks: What it breaks, in words.
        at: Module and function that are changed.
        old: What stands there.
        new: What stands there instead.
        caught: By what it must be caught.
    """

    name: str
    breaks: str
    at: str
    old: str
    new: str
    caught: str = SIMULATED


def plant(name: str) -> Plant:
    """Give a plant by its name.

    Raises:
        KeyError: There is none.
    """
    return {each.name: each for each in all_plants()}[name]


def all_plants() -> tuple[Plant, ...]:
    """Give all plants."""
    from simulation.plant_list import PLANTS  # noqa: PLC0415 - the list needs this module

    return PLANTS


@contextmanager
def planted(name: str) -> Iterator[None]:
    """Have the real code be defective for a while."""
    owner, attribute, original, changed = prepare(plant(name))
    places = [(owner, attribute), *_imported_as(original)]
    for where, under in places:
        setattr(where, under, changed)
    try:
        yield
    finally:
        for where, under in places:
            setattr(where, under, original)


def _imported_as(original: object) -> list[tuple[object, str]]:
    """Give where else a function is known: modules that imported it by its name."""
    modules = [module for name, module in sys.modules.items() if name.startswith("truceline.")]
    return [(module, name) for module in modules for name, each in vars(module).items() if each is original]


def prepare(each: Plant) -> tuple[object, str, object, Callable[..., object]]:
    """Give where a plant goes, under which name, what stands there, and what takes its place."""
    module, _, path = each.at.partition(":")
    owner: object = import_module(module)
    *parts, attribute = path.split(".")
    for part in parts:
        owner = getattr(owner, part)
    original = getattr(owner, attribute)
    assert isinstance(original, FunctionType), each.name
    source = dedent(inspect.getsource(original))
    assert source.count(each.old) == 1, f"{each.name}: {each.at} has changed; it no longer says {each.old!r} once"
    namespace: dict[str, object] = {}
    exec(compile(source.replace(each.old, each.new), f"plant {each.name}", "exec"), original.__globals__, namespace)  # noqa: S102 - our own source, one line changed
    changed = namespace[original.__name__]
    assert isinstance(changed, FunctionType)
    return owner, attribute, original, changed
