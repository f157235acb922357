# SPDX-License-Identifier: Apache-2.0
"""Law: settings that the table allows are read as they were written."""

import string
from dataclasses import fields, replace
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from truceline.bootstrap.settings import SETTINGS_SCHEMA, Algorithm, Issuer, Retention, Settings, told_of
from truceline.bootstrap.settings_file import read_settings, write_settings
from truceline.coordination.roles import Role

TEXTS = st.text(st.characters(exclude_categories=("C", "Z")), max_size=40)
IDS = st.text(string.ascii_lowercase + string.digits, min_size=1, max_size=20)
NAMES = TEXTS.filter(str.strip)


def _numbers(noun: type[Settings | Retention | Issuer]) -> st.SearchStrategy[dict[str, Any]]:
    told = {each.name: told_of(each) for each in fields(noun)}
    return st.fixed_dictionaries(
        {name: st.integers(row.low or 0, row.high) for name, row in told.items() if row.high is not None}
    )


@st.composite
def issuers(draw: st.DrawFn) -> Issuer:
    """Draw an issuer that the settings take."""
    return Issuer(
        issuer=draw(NAMES),
        parties=tuple(draw(st.lists(IDS, min_size=1, max_size=3))),
        algorithms=tuple(draw(st.lists(st.sampled_from(Algorithm), min_size=1, max_size=2))),
        roles=tuple(draw(st.lists(st.sampled_from(Role), min_size=1, max_size=3))),
        jwks_file=draw(NAMES),
        **draw(_numbers(Issuer)),
    )


@st.composite
def nodes(draw: st.DrawFn) -> Settings:
    """Draw settings that the table allows."""
    made = Settings(
        schema=SETTINGS_SCHEMA,
        party=draw(IDS),
        library=draw(IDS),
        library_digest=draw(st.text("0123456789abcdef", min_size=64, max_size=64)),
        audience=draw(NAMES),
        log_file=draw(TEXTS),
        retention_days=Retention(**draw(_numbers(Retention))),
        issuers=tuple(draw(st.lists(issuers(), max_size=3, unique_by=lambda each: each.issuer))),
    )
    return replace(made, **draw(_numbers(Settings)))


@given(nodes())
@settings(max_examples=60)
def test_what_is_written_is_read(node: Settings) -> None:
    """Every allowed text and number comes back, whatever words and signs it holds."""
    assert read_settings(write_settings(node).encode(), "settings.yaml") == node
