# SPDX-License-Identifier: Apache-2.0
"""How nouns become documents and back: positions, faults, schemas, canonical bytes, and the registry of kinds."""
