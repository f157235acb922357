# SPDX-License-Identifier: Apache-2.0
"""What was said and seen: parties, forces, acts, claims, contacts, each with its source."""
