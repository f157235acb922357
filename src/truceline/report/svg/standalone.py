# SPDX-License-Identifier: Apache-2.0
"""A drawing that can leave the page: with its own name space and the rules of the page's style sheet that it uses."""

import re
from functools import cache

_RULE = re.compile(r"^svg (?P<selector>[^{]+)\{(?P<body>[^}]*)\}$", re.MULTILINE)
_COLOUR = re.compile(r"^  (?P<name>--[a-z]+): (?P<value>[^;]+);$", re.MULTILINE)
_USED = re.compile(r"var\((--[a-z]+)\)")
_NAME_SPACE = 'xmlns="http://www.w3.org/2000/svg"'


def standalone(svg: str, style_sheet: str) -> str:
    """Make a drawing that explains its own colours.

    Args:
        svg: One ``svg`` element of the page.
        style_sheet: The page's style sheet.

    Returns:
        The element with name space and rules, in the colours of the page on white.
    """
    name_space = "" if "xmlns=" in svg else f" {_NAME_SPACE}"
    head, _, rest = svg.partition(">")
    return f"{head}{name_space}><style>{_rules(style_sheet)}</style>{rest}"


@cache
def _rules(style_sheet: str) -> str:
    """Give the rules for drawings with every colour written out; the first value of a colour is the one on white."""
    colours: dict[str, str] = {}
    for found in _COLOUR.finditer(style_sheet):
        colours.setdefault(found["name"], found["value"])
    rules = (f"{found['selector'].replace(', svg', ',')}{{{found['body']}}}" for found in _RULE.finditer(style_sheet))
    return "\n".join(_USED.sub(lambda used: colours[used[1]], rule) for rule in rules)
