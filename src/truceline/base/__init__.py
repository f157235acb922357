# SPDX-License-Identifier: Apache-2.0
"""What every floor may use: errors, four-valued facts, instants, ids, limits. Nothing here knows an agreement."""
