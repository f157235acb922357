# SPDX-License-Identifier: Apache-2.0
"""Drawings of the report: plain SVG made from numbers and names, with a title and a description in each."""
