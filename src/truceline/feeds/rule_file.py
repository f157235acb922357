# SPDX-License-Identifier: Apache-2.0
"""Reads a counting rule that the user gives: a file like a library's ``counting.yaml``; its first rule is used."""

import difflib
from pathlib import Path

from truceline.agreement.counting_rule import CountingRule
from truceline.agreement.files import CountingFile
from truceline.agreement.library import Library
from truceline.agreement.places import nearest_pcode
from truceline.base.errors import InputError
from truceline.records.document import parse_document, read_bytes
from truceline.records.reader import read

RULE_SCHEMA = "truceline/counting/1"
WINDOW_DAYS_MAX = 3_660
"""Ten years on each side [d]."""


def read_rule_file(path: Path) -> CountingRule:
    """Read the first counting rule of a file.

    Args:
        path: YAML or JSON, schema ``truceline/counting/1``.

    Returns:
        The rule.

    Raises:
        InputError: It holds no rule that can be used.
        StorageError: It cannot be read.
        ExceptionGroup: Every fault of the document.
    """
    counting = read(CountingFile, parse_document(read_bytes(path), str(path)))
    if counting.schema != RULE_SCHEMA:
        message = f"{path}: schema: expected {RULE_SCHEMA}, got {counting.schema!r:.60}"
        raise InputError(message)
    if not counting.rules:
        message = f"{path}: rules: expected at least one counting rule, got none"
        raise InputError(message)
    rule = counting.rules[0]
    check_rule(rule, str(path))
    return rule


def check_rule(rule: CountingRule, where: str) -> None:
    """Refuse a rule that cannot be counted by.

    Raises:
        InputError: It is such a rule.
    """
    if not 1 <= rule.window_days <= WINDOW_DAYS_MAX:
        message = f"{where}: window_days: expected 1 to {WINDOW_DAYS_MAX}, got {rule.window_days}"
        raise InputError(message)


def check_names(rule: CountingRule, library: Library, where: str) -> None:
    """Refuse a rule that names what a library does not know: it would leave everything undecided.

    Args:
        rule: The rule.
        library: The library that the events are judged by.
        where: The file, for the message.

    Raises:
        InputError: It names an authority without a list, an area or an actor that is not known.
    """
    actors = {*library.parties, *library.forces}
    areas = library.places.areas
    for field, names, known, what in (
        ("without_designated", rule.without_designated, library.lists, "an authority with a list"),
        ("areas", rule.areas, areas, "the P-code of an area"),
        ("without_areas", rule.without_areas, areas, "the P-code of an area"),
        ("begun_by", rule.begun_by, actors, "the id of a party or force"),
    ):
        for name in names:
            if name not in known and not (known is areas and nearest_pcode(name, areas)):
                near = difflib.get_close_matches(name, known, n=1)
                hint = f" (did you mean {near[0]}?)" if near else ""
                message = f"{where}: {field}: expected {what} in {library.header.id}{hint}, got {name!r:.60}"
                raise InputError(message)
