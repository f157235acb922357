# SPDX-License-Identifier: Apache-2.0
"""The English messages, one table per subject; ``catalogue`` joins them. Other languages are further tables."""
