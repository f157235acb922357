# SPDX-License-Identifier: Apache-2.0
"""One file for each noun that can be asked for; ``http.table`` lists them."""
