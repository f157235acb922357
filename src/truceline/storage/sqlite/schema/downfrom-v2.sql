-- SPDX-License-Identifier: Apache-2.0
-- Back to version 1, which knows no looks and no reasons of erasure. What was erased stays erased.

DROP TABLE look;
DROP TABLE erasure;
