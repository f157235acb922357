# SPDX-License-Identifier: Apache-2.0
"""The text of an agreement as data: participants, life, zones, provisions, and the library that holds them."""
