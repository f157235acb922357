# SPDX-License-Identifier: Apache-2.0
"""Reads a counting rule that the user gives: a file like a library's ``counting.yaml``; its first rule is used."""

from pathlib import Path

from truceline.agreement.files import CountingFile, CountingRule
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
    if rule.unit != "event":
        message = f"{where}: unit: expected event, got {rule.unit!r:.60}"
        raise InputError(message)
