# SPDX-License-Identifier: Apache-2.0
"""Logs of other parties: followed whole, cosigned, compared; what contradicts itself is proved. Without any network."""
