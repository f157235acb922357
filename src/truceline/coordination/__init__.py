# SPDX-License-Identifier: Apache-2.0
"""Who may ask what of a node, and who must know of which intent: decisions on values, nothing outside."""
