# SPDX-License-Identifier: Apache-2.0
"""The line between parties: what was declared about it, how it was used, and the messages that pass on it."""
