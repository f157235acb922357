# SPDX-License-Identifier: Apache-2.0
"""Keys, seals and signatures: functions on bytes. Randomness and instants come as arguments; files lie elsewhere."""
