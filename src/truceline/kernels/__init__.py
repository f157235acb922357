# SPDX-License-Identifier: Apache-2.0
"""Loops over arrays, compiled where numba is present. Floats in SI units and degrees in, arrays out.

Nothing here knows a zone, a party or an agreement; the typed doors stand in ``geo`` and above. Modules of this
floor that import ``jit`` are imported at first use in bulk, because compiling costs more than a small batch.
"""
