-- SPDX-License-Identifier: Apache-2.0
-- Back to version 3, which knows no messages; their entries and bodies stay in the record.

DROP TABLE message_step;
DROP TABLE message_side;
DROP TABLE message;
