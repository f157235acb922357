# SPDX-License-Identifier: Apache-2.0
"""Schedules of the simulation: nothing breaks, the same seed lives the same, and what is simulated is the real code.

How many are lived here and how many by ``--long`` stands in ``bench/README.md``.
"""

import ast
from pathlib import Path

import msgspec
import pytest

from simulation import command
from simulation.command import schedules
from simulation.mutants import caught_at
from simulation.plants import SIMULATED, all_plants, planted, prepare
from simulation.world import Lived, live
from truceline.crypto import signatures

ROOT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).resolve().parent
CHUNK, CHUNKS = 100, 4
FIRST_THREE = ("ack-before-fsync", "cosign-before-persist", "skip-consistency")
WORLD = {
    "asyncio",
    "datetime",
    "os",
    "pathlib",
    "random",
    "secrets",
    "select",
    "socket",
    "subprocess",
    "threading",
    "time",
}


def broken(lived: Lived) -> str:
    """Say what broke and how it is lived through again."""
    return f"schedule {lived.number}: {lived.broken}" if lived.broken else ""


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_nothing_breaks(chunk: int) -> None:
    """Crashes, bad disks, cut links, restored backups, lost devices, wrong clocks and liars break nothing."""
    numbers = range(chunk * CHUNK, (chunk + 1) * CHUNK)
    lived = list(schedules(1, numbers, mode="both", plant=None, jobs=1))

    assert [broken(each) for each in lived if each.broken] == []
    assert sum(each.events for each in lived) >= 300 * CHUNK
    assert sum(each.crashes for each in lived) >= 2 * CHUNK
    assert sum(each.partitions for each in lived) >= CHUNK // 2


@pytest.mark.long
@pytest.mark.parametrize("seed", range(100, 120))
def test_nothing_breaks_for_long(seed: int) -> None:
    """As above, with further seeds."""
    lived = schedules(seed, range(500), mode="both", plant=None, jobs=1)

    assert [broken(each) for each in lived if each.broken] == []


def test_a_seed_lives_the_same_twice(capsys: pytest.CaptureFixture[str]) -> None:
    """Whatever else happens on the machine, and with however many processes."""
    traces = []
    for jobs in ("1", "1", "2"):
        assert command.main(["--schedules", "24", "--seed", "5", "--jobs", jobs, "--json"]) == 0
        summary = msgspec.json.decode(capsys.readouterr().out.splitlines()[-1])
        traces.append(summary["trace"])
    assert len(set(traces)) == 1
    assert command.main(["--schedules", "24", "--seed", "6", "--json"]) == 0
    assert msgspec.json.decode(capsys.readouterr().out.splitlines()[-1])["trace"] != traces[0]


def test_a_broken_schedule_is_told_and_can_be_lived_again(capsys: pytest.CaptureFixture[str]) -> None:
    """With its seed and number, and all that happened in it."""
    arguments = ["--seed", "1", "--plant", "cosign-before-persist", "--mode", "both"]
    assert command.main([*arguments, "--schedules", "50"]) == 1
    told = capsys.readouterr().err
    number = told.partition("--only ")[2].split()[0]

    assert command.main([*arguments, "--only", number]) == 1
    *lines, said, _ = capsys.readouterr().out.splitlines()
    assert said in told
    assert len(lines) > 5


@pytest.mark.parametrize("line", (HERE / "corpus.txt").read_text().splitlines())
def test_what_once_broke_holds(line: str) -> None:
    """Each line: seed, number, mode, the plant that breaks it again (or a dash), and what it was."""
    seed, number, mode, plant, _ = line.split(maxsplit=4)
    assert broken(live(int(seed), int(number), mode=mode)) == ""
    if plant != "-":
        with planted(plant):
            assert live(int(seed), int(number), mode=mode).broken


@pytest.mark.parametrize("name", FIRST_THREE)
def test_the_first_three_defects_are_caught_soon(name: str) -> None:
    """By the simulation itself, with any seed."""
    assert all(caught_at(name, seed, 2_000) is not None for seed in (1, 2))


@pytest.mark.long
@pytest.mark.parametrize("name", FIRST_THREE)
@pytest.mark.parametrize("seed", range(20, 40))
def test_the_first_three_defects_are_caught_with_every_seed(name: str, seed: int) -> None:
    """Within 2,000 schedules."""
    assert caught_at(name, seed, 2_000) is not None


def test_all_defects_can_be_planted() -> None:
    """There are at least forty, each changes real code that still says what it changes, and names what catches it."""
    plants = all_plants()
    for each in plants:
        owner, attribute, original, changed = prepare(each)
        assert getattr(owner, attribute) is original is not changed
        assert each.caught == SIMULATED or (ROOT / each.caught.partition("::")[0]).exists()
        assert original.__module__.startswith("truceline.")
    assert len({each.name for each in plants}) == len(plants) >= 40
    assert set(FIRST_THREE) <= {each.name for each in plants if each.caught == SIMULATED}


def test_nothing_is_replaced_but_clock_disk_net_and_chance() -> None:
    """What decides reaches nothing of the world, and its files reach the disk by the one port alone."""
    deciding = [path for part in ("federation", "ledger") for path in source(part).glob("*.py")]
    deciding += [source("records") / f"{name}.py" for name in ("entries", "profile")]
    assert len(deciding) > 20
    for path in deciding:
        assert not imported(path) & WORLD, path.name
    for name in ("ledger_files", "mirror_files"):
        path = source("storage") / f"{name}.py"
        assert imported(path) & WORLD <= {"os", "pathlib"}
        used = {node.attr for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Attribute)}
        assert not used & {"fsync", "iterdir", "mkdir", "read_bytes", "stat", "unlink", "write_bytes"}
        assert all(flag.startswith("O_") for flag in used_of_os(path))


def test_the_real_code_is_left_as_it_is() -> None:
    """After a schedule every function that signs and verifies is the real one again."""
    before = dict(vars(signatures))
    live(1, 0)

    assert dict(vars(signatures)) == before


def test_the_simulator_is_small() -> None:
    """Clock, disk, net, chance, order of events and invariants: at most 400 lines of code, to be read in an hour."""
    parts = [HERE / f"{name}.py" for name in ("chance", "disk", "invariants", "net", "world")]

    assert sum(code_lines(path) for path in parts) <= 400


def source(part: str) -> Path:
    """Give the folder of a part of the real code."""
    return ROOT / "src" / "truceline" / part


def imported(path: Path) -> set[str]:
    """Give the names of modules of the standard library that a file imports."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {name.name.partition(".")[0] for name in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module is not None:
            found.add(node.module.partition(".")[0])
    return found


def used_of_os(path: Path) -> set[str]:
    """Give what a file uses of ``os``."""
    attributes = [node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Attribute)]
    return {node.attr for node in attributes if isinstance(node.value, ast.Name) and node.value.id == "os"}


def code_lines(path: Path) -> int:
    """Count the lines of a file that are neither empty, nor words for the reader, nor imports."""
    text = path.read_text()
    tree = ast.parse(text)
    lines = {
        number for number, line in enumerate(text.splitlines(), 1) if line.strip() and not line.lstrip().startswith("#")
    }
    for node in ast.walk(tree):
        is_said = (
            isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
        )
        if isinstance(node, ast.Import | ast.ImportFrom) or (isinstance(node, ast.Expr) and is_said):
            lines -= set(range(node.lineno, (node.end_lineno or node.lineno) + 1))
    return len(lines)
