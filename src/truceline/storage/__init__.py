# SPDX-License-Identifier: Apache-2.0
"""Where a node keeps what it took: two separate implementations of ``app.ports``, and the file that carries a copy.

``sqlite`` is what a node runs on; ``memory`` forgets everything, and says in plain words what the other must do.
Neither decides anything: who may read what is written beside each thing by whoever made it.
"""
