# SPDX-License-Identifier: Apache-2.0
"""Other parties' nodes: their cards, and the way to them over the network; believes nothing that comes from there."""
