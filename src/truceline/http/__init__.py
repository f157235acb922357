# SPDX-License-Identifier: Apache-2.0
"""The door of a node to programs and people: routes, wire models, problems, the stream, and the server."""
