# SPDX-License-Identifier: Apache-2.0
"""What a node concludes: rulings, and what is raised from them. Nothing here computes them."""
