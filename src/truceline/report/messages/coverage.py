# SPDX-License-Identifier: Apache-2.0
"""The sentences of ``truceline coverage``."""

from collections.abc import Mapping

MESSAGES: Mapping[str, str] = {
    "coverage.elements": (
        "{count} elements of press reports are the measure: {answered} answered, {partly} partly, {open} not yet."
    ),
    "coverage.function": "{id} {title}: {done} of {count} answered",
    "coverage.row": "[{answer}] {quote}: {asks}",
    "coverage.not_yet": "open: {reason}",
    "coverage.where": "see {places}",
    "coverage.library": "Library {id}: {title}",
    "coverage.passages": "{count} provisions, by what their words are: {told}",
    "coverage.no_table": "This library has no coverage.yaml, so it does not say what of its sources it leaves out.",
    "coverage.rules": "{encoded} of {count} rule rows of the public record are encoded.",
    "coverage.variants": "{encoded} of {count} rival versions stand side by side.",
}
