# SPDX-License-Identifier: Apache-2.0
"""Roles and scopes: one table, and what no role may have."""

import pytest

from truceline.base.errors import NotFoundError
from truceline.coordination.roles import SCOPES, Role, Scope, get_role, granted, scopes_of


def test_every_role_has_its_row_and_every_scope_a_role() -> None:
    """No role is without rights, and no right is given to nobody."""
    assert set(SCOPES) == set(Role)
    assert all(SCOPES.values())
    assert set().union(*SCOPES.values()) == set(Scope)


def test_who_declares_does_not_erase() -> None:
    """Nobody removes what tells of his own acts."""
    declaring = {Scope.INTENTS_FILE, Scope.REPORTS_WRITE, Scope.ACTS_WRITE, Scope.CLAIMS_WRITE}

    assert [role for role, scopes in SCOPES.items() if Scope.ERASURES_WRITE in scopes and scopes & declaring] == []


def test_looks_are_for_auditors_alone() -> None:
    """Who looked at a sensitive place is itself sensitive."""
    assert [role for role, scopes in SCOPES.items() if Scope.LOOKS_READ in scopes] == [Role.AUDITOR]


@pytest.mark.parametrize("word", ["search", "safe", "clear", "permitted", "free"])
def test_no_scope_asks_where_nothing_is_barred(word: str) -> None:
    """R1: there is no such right, so nobody can be given it."""
    assert [scope for scope in Scope if word in scope] == []


def test_a_token_cannot_widen_its_role() -> None:
    """What it claims beyond its role, and words that are no scope, grant nothing."""
    claimed = "findings:read erasures:write everything findings:read "

    assert granted(Role.ANALYST, claimed) == {Scope.FINDINGS_READ}
    assert granted(Role.ANALYST, "") == frozenset()


def test_a_token_may_do_less_than_its_role() -> None:
    """A narrower token is honoured as such."""
    assert granted(Role.OFFICER, "intents:read") == {Scope.INTENTS_READ}
    assert granted(Role.OFFICER, " ".join(scopes_of(Role.OFFICER))) == SCOPES[Role.OFFICER]


def test_an_unknown_role_is_told_with_the_known_ones() -> None:
    """Instead of a token that opens nothing."""
    assert get_role("officer") is Role.OFFICER
    with pytest.raises(NotFoundError, match="expected one of officer, monitor"):
        get_role("admin")
