# SPDX-License-Identifier: Apache-2.0
"""Keeps libraries that are invented as a whole apart from real ones (R11): their mark, their id, their actors.

Rules:
    - The mark ``exercise: true`` and the id, ``exercise`` or one that begins with ``exercise-``, come together: the
      id stands in every result and the mark makes it say EXERCISE.
    - No party, force or alias of an exercise bears an id or a name of a library that is shipped. Kinds of persons,
      such as civilians, are nobody's name.
"""

from collections.abc import Iterator
from functools import cache
from pathlib import Path

from truceline.agreement.files import LibraryFile, PartiesFile
from truceline.agreement.reading import FileRead, FilesRead, line_of, read_single
from truceline.base.errors import Fault
from truceline.picture.actors import ActorKind, Force, Party

PACKAGED = Path(__file__).resolve().parent.parent / "library"
"""Folder of the libraries that are shipped."""


def check_exercise(files: FilesRead) -> None:
    """Check that a library is marked as invented and named as such, or neither, and that it invents its own actors.

    Args:
        files: What was read of the library; faults are added to it.
    """
    file = files.single.get("library")
    if file is None or not isinstance(file.noun, LibraryFile) or "library" in files.broken or file.holes:
        return
    header = file.noun
    if header.exercise is not header.has_exercise_id:
        _note(files, file, "exercise" if header.exercise else "id", *_mismatch(header))
    if header.is_exercise:
        _refuse_real_actors(files)


def _mismatch(header: LibraryFile) -> tuple[str, str]:
    if header.exercise:
        expected = "red line R11: the id exercise, or one that begins with exercise-, for what is exercise: true"
        return expected, f"{header.id!r:.60}; give it such an id"
    expected = "red line R11: exercise: true for an id that begins so"
    return expected, f"{header.id!r:.60} without it; add it, or give what is real another id"


def _refuse_real_actors(files: FilesRead) -> None:
    file = files.single.get("parties")
    if file is None or not isinstance(file.noun, PartiesFile) or file.holes:
        return
    real = real_names()
    people: dict[str, tuple[Party | Force, ...]] = {"parties": file.noun.parties, "forces": file.noun.forces}
    for field, actors in people.items():
        for number, actor in enumerate(actors):
            shared = next((name for name in _names_of(actor) if name.casefold() in real), "")
            if shared:
                expected = "red line R11: in an exercise, invented parties and forces alone"
                got = f"{shared!r:.60} of {real[shared.casefold()]} in {field}[{number}]; invent another"
                _note(files, file, field, expected, got)


def _note(files: FilesRead, file: FileRead[object], field: str, expected: str, got: str) -> None:
    line = line_of(file.root, field)
    files.faults.add(Fault(file=str(file.path), line=line, where=field, expected=expected, got=got))


@cache
def real_names() -> dict[str, str]:
    """Give every id, name and alias of the parties and forces of real libraries that are shipped, case folded.

    Returns:
        The name of the library that has it.
    """
    found: dict[str, str] = {}
    for path in sorted(PACKAGED.glob("*/library.yaml")):
        files = FilesRead(folder=path.parent)
        for name in ("library", "parties"):
            read_single(files, name)
        header, people = (files.single[name].noun for name in ("library", "parties"))
        assert isinstance(header, LibraryFile)
        assert isinstance(people, PartiesFile)
        if not header.is_exercise:
            actors: tuple[Party | Force, ...] = (*people.parties, *people.forces)
            found |= {name.casefold(): header.id for actor in actors for name in _names_of(actor)}
    return found


def _names_of(actor: Party | Force) -> Iterator[str]:
    """Give the id, the name and the aliases of somebody; of a kind of persons, none."""
    if isinstance(actor, Force) and actor.kind is ActorKind.PERSONS:
        return
    yield from (name for name in (actor.id, actor.name, *(alias.name for alias in actor.aliases)) if name)
