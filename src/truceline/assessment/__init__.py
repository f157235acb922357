# SPDX-License-Identifier: Apache-2.0
"""From decoded nouns to an assessment: what could be judged, what blocks the rest, counts before and after a day."""
