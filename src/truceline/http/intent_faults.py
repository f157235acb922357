# SPDX-License-Identifier: Apache-2.0
"""Every fault of an intent that cannot be taken, each with its place in the body.

The busy way stops at the first fault. Only when there is one is the body judged again, here, part by part, so that
its sender can mend all of it at once.
"""

import re
import types
from collections.abc import Callable, Iterator
from enum import Enum
from itertools import islice
from typing import Annotated, Union, get_args, get_origin

import msgspec
from msgspec import UnsetType

from truceline.base.errors import InputError, LimitError
from truceline.base.limits import FAULTS_MAX, VOLUMES_MAX
from truceline.http.bodies import pointer
from truceline.http.intents_wire import IntentIn, VolumeIn, check_outlines, read_area, read_band, read_interval
from truceline.http.problems import Mistake

_GOT = re.compile(r",? got [^;]*")
_LENGTH = re.compile(r"Expected `(str|array|object)` of length (<=|>=) (\d+)")
_COUNTED = {"str": "characters", "array": "items", "object": "fields"}
_SIDES = {"<=": "at most", ">=": "at least"}
_PATH = re.compile(r"\.([^.\[\]]+)|\[(\d+)\]")
Parts = tuple[str | int, ...]


def faults_of(content: bytes) -> tuple[Mistake, ...]:
    """Find every fault of an intent.

    Args:
        content: A body of strict JSON.

    Returns:
        The faults of its form, and of every volume whose form is right, ``FAULTS_MAX`` at most; none when it can be
        read. Outlines that are too large are not read for the faults within them.
    """
    return tuple(islice(_every_fault(msgspec.json.decode(content)), FAULTS_MAX))


def _every_fault(plain: object) -> Iterator[Mistake]:
    yield from _faults(plain, IntentIn, ())
    volumes = plain.get("volumes") if isinstance(plain, dict) else None
    if not isinstance(volumes, list) or len(volumes) > VOLUMES_MAX:
        return
    sound = [(number, each) for number, each in enumerate(volumes) if not any(_faults(each, VolumeIn, ()))]
    try:
        check_outlines([each["geometry"]["coordinates"] for _, each in sound])
    except LimitError as error:
        yield Mistake(pointer=pointer(("volumes",)), detail=_GOT.sub("", str(error).partition(": ")[2]))
        return
    for number, volume in sound:
        yield from _volume_faults(msgspec.convert(volume, VolumeIn), ("volumes", number))


def _faults(plain: object, form: object, parts: Parts) -> Iterator[Mistake]:
    """Judge a value by its form, and each of its parts by itself where the form has parts."""
    bare = _bare(form)
    if isinstance(bare, type) and issubclass(bare, msgspec.Struct) and isinstance(plain, dict):
        yield from _struct_faults(plain, bare, parts)
    elif get_origin(bare) is list and isinstance(plain, list) and plain:
        (inner,) = get_args(bare)
        inside = (fault for number, item in enumerate(plain) for fault in _faults(item, inner, (*parts, number)))
        yield from tuple(islice(inside, FAULTS_MAX)) or _own_fault(plain, form, parts)
    else:
        yield from _own_fault(plain, form, parts)


def _own_fault(plain: object, form: object, parts: Parts) -> Iterator[Mistake]:
    """Judge a value as a whole, its length among others."""
    try:
        msgspec.convert(plain, form)
    except msgspec.ValidationError as error:
        detail, _, path = str(error).partition(" - at `$")
        inside = tuple(name or int(number) for name, number in _PATH.findall(path))
        yield Mistake(pointer=pointer((*parts, *inside)), detail=_said(detail, _bare(form)))


def _said(detail: str, form: object) -> str:
    """Say what was expected, for people; what was sent is not repeated."""
    if detail.startswith("Invalid enum value"):
        known = [str(each.value) for each in form] if isinstance(form, type) and issubclass(form, Enum) else []
        return f"expected one of {', '.join(known)}" if known else "expected one of the known words"
    length = _LENGTH.match(detail)
    if length is not None:
        return f"expected {_SIDES[length[2]]} {length[3]} {_COUNTED[length[1]]}"
    return _GOT.sub("", detail)


def _struct_faults(plain: dict[str, object], form: type[msgspec.Struct], parts: Parts) -> Iterator[Mistake]:
    fields = {field.encode_name: field for field in msgspec.structs.fields(form)}
    for name in plain:
        if name not in fields:
            known = ", ".join(sorted(fields))
            yield Mistake(pointer=pointer((*parts, name)), detail=f"expected none but {known}")
    for name, field in fields.items():
        if name in plain:
            yield from _faults(plain[name], field.type, (*parts, name))
        elif field.required:
            yield Mistake(pointer=pointer((*parts, name)), detail="expected it; it is missing")


def _bare(form: object) -> object:
    """Take away annotations, and that a field may be left out."""
    while get_origin(form) is Annotated:
        form = get_args(form)[0]
    if get_origin(form) in {Union, types.UnionType}:
        rest = [each for each in get_args(form) if each is not UnsetType]
        return _bare(rest[0]) if len(rest) == 1 else form
    return form


def _volume_faults(sent: VolumeIn, parts: Parts) -> Iterator[Mistake]:
    """Read each part of a volume by itself."""
    readers: tuple[Callable[[VolumeIn, str], object], ...] = (read_area, read_band, read_interval)
    where = f"volumes[{parts[-1]}]"
    for read in readers:
        try:
            read(sent, where)
        except InputError as error:
            yield _mistake(str(error), parts)


def _mistake(message: str, parts: Parts) -> Mistake:
    """Turn "volumes[0].end: expected ..." into a pointer and what was expected."""
    where, _, said = message.partition(": ")
    inside = tuple(name or int(number) for name, number in _PATH.findall(where.removeprefix(f"volumes[{parts[-1]}]")))
    return Mistake(pointer=pointer((*parts, *inside)), detail=_GOT.sub("", said))
