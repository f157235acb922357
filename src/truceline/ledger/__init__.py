# SPDX-License-Identifier: Apache-2.0
"""A party's own log: sequencing, keys, heads and recovery, as decisions without any disk; knows no domain noun."""
