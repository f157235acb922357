# SPDX-License-Identifier: Apache-2.0
"""Outside formats become nouns: event files, JSON Lines. Bad rows are set aside with their reason, never dropped."""
