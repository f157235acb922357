# SPDX-License-Identifier: Apache-2.0
"""Every limit of this software, in one place, with its unit and its reason."""

DOCUMENT_BYTES_MAX = 4_000_000
"""Size of one YAML, JSON or GeoJSON document [bytes]: a whole agreement is below 100 kB."""
DOCUMENT_DEPTH_MAX = 40
"""Nesting of one document: deeper ones are attacks, not agreements."""
DOCUMENT_NODES_MAX = 50_000
"""Scalars, lists and mappings of one YAML document: refused while it is read, and aliases must not blow it up."""
FAULTS_MAX = 200
"""Faults told at once: after so many, mending the first ones comes first."""
LINE_BYTES_MAX = 1_000_000
"""One line of JSON Lines [bytes]."""
EVENT_FILE_BYTES_MAX = 2_000_000_000
"""Unpacked size of one event file [bytes]: a compressed bomb ends here."""
ACCOUNTS_MAX = 64
"""Accounts and claims that bear on one act: one bit each in the mask of origins and of parties."""
ZONES_MAX = 4_096
"""Zones of one library, every version counted: one column each in the table of places."""
BOUNDARY_BYTES_MAX = 200_000_000
"""Unpacked size of one given boundary file [bytes]: full outlines of a large country are below it."""
TEXT_BYTES_MAX = 1_000_000
"""Size of one press text [bytes]: the longest reports, every comment below them included, are below a fifth of it."""
TEXT_LINES_MAX = 20_000
"""Lines of one press text: each is looked at for what it is."""
TEXTS_MAX = 50_000
"""Press texts of one run: each is kept as it was published, and compared with the others."""
TEXT_TOTAL_BYTES_MAX = 120_000_000
"""Size of all press texts of one run together, of files and of records [bytes]: reading what they state takes about a
second for each million, so that a full run reads for about two minutes; and they are held in memory at once."""
PASSAGE_WORDS_MAX = 5_000
"""Words in the passage of one clause: whole agreements are shorter, and passages are compared word by word."""
COMPARED_PAIRS_MAX = 500_000
"""Pairs of press texts that are compared word by word: more come only of texts made to share words with many others."""
COUNTING_RULES_MAX = 6
"""Counting rules of one run: each beyond the first counts every event several times."""
PASSPHRASE_BYTES_MAX = 1_024
"""Length of one passphrase [bytes]: whole sentences are below it."""
KEY_SLOTS_MAX = 8
"""Slots of a node's store key: a passphrase is tried on each, which takes about a third of a second."""
ARGON2_MEMORY_KIB_MAX = 1_048_576
"""Memory that one try of a passphrase may take [KiB]: a file that was altered must not exhaust the machine."""
ARGON2_ITERATIONS_MAX = 64
"""Passes over that memory, for the same reason."""
ARGON2_LANES_MAX = 16
"""Parallel parts of one try of a passphrase, for the same reason."""
KEYS_FILE_BYTES_MAX = 65_536
"""Size of the file of a node's keys [bytes]: eight slots are below a tenth of it."""
AGENT_KEYS_MAX = 256
"""Keys that an ssh-agent may hold: people have a handful."""
AGENT_ANSWER_BYTES_MAX = 262_144
"""Size of one answer of an ssh-agent [bytes]: agents themselves refuse longer messages."""
CONTROL_LINE_BYTES_MAX = 8_192
"""One line on a node's control socket [bytes]: the longest passphrase, escaped throughout, is below it."""
CONTROL_CLIENTS_MAX = 8
"""Connections to a node's control socket at once: one person locks or unlocks."""
CELLS_PER_INTENT_MAX = 64
"""Coarse cells that one intent touches: a corridor of 1,500 km at the usual cells; who plans more files in parts."""
STANDING_HOURS_MAX = 24
"""A standing presence must be confirmed anew within this time [h], or it is told as overdue."""
BODY_DEPTH_MAX = 24
"""Nesting of one body of a request: an intent has eight levels."""
HEADER_BYTES_MAX = 16_384
"""All header fields of one request together [bytes]: the largest token is half of it."""
HEADERS_MAX = 64
"""Header fields of one request: browsers send about twenty."""
QUERY_BYTES_MAX = 4_096
"""The query of one request [bytes]: a box, a time and a cursor are a tenth of it."""
PATH_BYTES_MAX = 1_024
"""The path of one request [bytes]: no id is longer than 200 characters."""
TOKEN_BYTES_MAX = 8_192
"""One token [bytes]: one with an RSA signature and many claims is a quarter of it."""
IDLE_S_MAX = 30
"""An idle connection is kept so long [s]: each holds memory."""
STREAMS_PER_OFFICER_MAX = 4
"""Live streams of one officer at once: one for each screen."""
STREAM_BATCH_MAX = 100
"""Events read at once for one listener: others wait meanwhile."""
STREAM_LIFE_S_MAX = 900.0
"""A live stream ends after this time [s], so that its client shows a token that is in date."""
STREAM_POLLS_PER_S_MAX = 4
"""How often the store is asked for news, however many listen [1/s]."""
STREAM_SILENCE_S_MAX = 15.0
"""A stream says that it lives after so long [s]: proxies cut what is silent for a minute."""
ISSUERS_MAX = 100
"""Issuers of tokens in the settings: each has keys that are held in memory."""
READERS_MAX = 50
"""Parties that a statement names as its readers: more are everybody."""
PAST_ACTS_MAX = 50
"""Acts of the past told in one request: they are judged while others wait, which takes about 25 ms."""
FILED_PER_SLOT_MAX = 200
"""Filed intents of one party that may hold one coarse slot: a busy day over one place is below it. Each meets the
others, so that what is weighed and told grows with the square of their number."""
CONFLICTS_TOLD_MAX = 100
"""Conflicts listed in the answer to one filed intent; how many more there are is told."""
VOLUMES_MAX = 100
"""Volumes that one intent may have at most, whatever the settings say: they are judged while others wait."""
VOLUME_POLYGONS_MAX = 16
"""Polygons of one volume: what lies apart is declared apart."""
INTENT_CORNERS_MAX = 1_000
"""Positions of all outlines of one intent together: they are judged while others wait, which takes about 25 ms."""
CIRCLES_DRAWN_MAX = 1_000
"""Circles drawn as polygons in one GeoJSON answer: they are drawn while others wait, which takes about 0.3 ms each."""
INTENT_FACTS_MAX = 50
"""Further facts that one intent states: clauses ask for a handful."""
CLAIMS_OF_ONE_PARTY_MAX = 8
"""Claims of one party about one act, or one place, that are heard, the newest of a place: nobody crowds out what others
tell."""
CLAIMS_NEAR_OF_ONE_PARTY_MAX = 32
"""Claims of one party near one volume of a plan that are heard, the newest: a ruling is decided again without each."""
STRANGERS_LOGGED_MAX = 60
"""Log lines in a minute about requests and connections of nobody who is known; the others are counted."""
STATEMENTS_SCANNED_MAX = 5_000
"""Statements looked through for one page: a narrower time finds what lies beyond."""
VERSIONS_MAX = 50
"""Versions of one proposed agreement: each is kept whole."""
PROPOSED_MAX = 200
"""Agreements proposed on one node: a library has a handful."""
RESERVATIONS_LENGTH_MAX = 4_000
"""Characters of a party's reservations: a page of text."""
PROPOSAL_BYTES_MAX = 200_000
"""Size of one proposed agreement [bytes]: whole agreements are below 100 kB, and reading this takes 2 s at most."""
NOTE_BYTES_MAX = 65_536
"""Size of one signed note [bytes]: a checkpoint with thirty signatures is below a tenth of it."""
NOTE_SIGNATURES_MAX = 32
"""Signature lines of one note: twice what the specification asks verifiers to accept."""
NOTE_NAME_BYTES_MAX = 255
"""Length of the name of a key in a note [bytes]."""
PROOF_HASHES_MAX = 63
"""Hashes of one proof: the height of the largest tree whose size is a positive number of 64 bits."""
ENTRY_BYTES_MAX = 60_000
"""Size of one entry of the record [bytes]: bundles write lengths in two bytes."""
BOX_BODY_BYTES_MAX = 8_000_000
"""Size of one sealed body [bytes]: its padded form is below 8 MiB."""
BOX_RECIPIENTS_MAX = 64
"""Recipients of one sealed box: arrangements have a handful of parties."""
FIELD_DIGESTS_MAX = 256
"""Digests of disclosable fields in one entry, decoys counted."""
POLICY_BYTES_MAX = 65_536
"""Size of one policy of a verifier [bytes]: a hundred witnesses are below half of it."""
POLICY_NAMES_MAX = 128
"""Logs, witnesses and groups of one policy together."""
ENTRY_REFERENCES_MAX = 64
"""Other entries that one entry refers to."""
ENTRY_SEEN_MAX = 16
"""Heads of other logs that one entry names."""
ENTRY_PARTIES_MAX = 64
"""Recipients that one entry names: arrangements have a handful of parties."""
LOG_KEYS_MAX = 200
"""Keys of one kind that one key entry names: parties enrol a few dozen officers at a time."""
ORPHANS_MAX = 64
"""Heads that a succeeding log lists as lost: a log signs at most five a second, and few are lost at once."""
ENTRY_GROUP_MAX = 4_096
"""Entries that become durable together: they are held in memory until then."""
READ_GROUP_MAX = 4_096
"""Entries of a log read back at once: at their largest they are a quarter of a gigabyte, at their usual 3 MB."""
CARD_BYTES_MAX = 65_536
"""Size of the card of another party's node [bytes]: its first entry's keys are the most of it."""
CERTIFICATE_BYTES_MAX = 8_192
"""Size of the certificate of a peer [bytes]: one with a key of 4,096 bits is a quarter of it."""
PEERS_MAX = 32
"""Peers of one node: an arrangement has a handful of parties, and each is asked again and again."""
PEER_ANSWER_BYTES_MAX = 16_777_216
"""Size of one answer of a peer, packed or unpacked [bytes]: a bundle of 256 of the largest entries is below it."""
PEER_UNPACKED_RATIO_MAX = 10
"""How many times larger an answer of a peer may be when it is unpacked: entries hold hashes, which do not pack."""
PEER_PULLS_MAX = 4
"""Requests to peers at once, and pulls of one peer that are answered at once: whoever receives sets the pace."""
PEER_BURST_MAX = 200
"""Notes and questions that one peer may send at once; more are answered 429."""
PEER_REFILL_PER_S_MAX = 5
"""How many it may send beyond that, lasting [1/s]."""
EXCHANGE_NOTES_MAX = 16
"""Newest heads of logs in one exchange between peers."""
EXCHANGE_BYTES_MAX = 1_572_864
"""Size of one exchange [bytes]: sixteen of the largest notes in base64."""
EVIDENCE_BYTES_MAX = 4_096
"""Size of one proof of a fork as peers pass it on [bytes]: two heads, an entry of each, and where they lie."""
BUNDLE_ENTRIES_MAX = 4_000_000
"""Entries of one bundle of the record: about 40 bytes are remembered of each."""
BUNDLE_ENTRIES_A_LINE_MAX = 256
"""Entries in one line of a bundle: as many as a tile."""
BUNDLE_LINE_BYTES_MAX = 20_481_768
"""One line of a bundle [bytes]: 256 of the longest entries in base64; one line is in memory at a time."""
BUNDLE_TEXT_BYTES_MAX = 131_072
"""One line of a bundle that holds no entries, body or box [bytes]: a note with its line ends escaped is below it."""
BUNDLE_KEPT_BYTES_MAX = 50_331_648
"""All lines of a bundle that hold no entries [bytes]: they are held in memory."""
BUNDLE_NOTES_MAX = 8_192
"""Signed notes of one bundle, and consistency proofs: each costs a few signatures."""
BUNDLE_LOGS_MAX = 64
"""Logs of one bundle: arrangements have a handful of parties."""
BUNDLE_ROOTS_A_SIZE_MAX = 8
"""Roots of one log at one size in a bundle: a fork has two."""
BUNDLE_MAKER_LENGTH_MAX = 200
"""Length of what a bundle says of its maker [bytes]."""
SHOWN_ENTRIES_MAX = 10_000
"""Entries of one log that an answer about a bundle lists, and faults that it tells."""
FORK_BYTES_MAX = 8_192
"""Size of the proof that a log shows two histories [bytes]: 4 KB is enough for two million entries, this for all."""
EXCHANGE_EVIDENCE_MAX = 4
"""Proofs of forks in one exchange between peers: an arrangement has a handful of logs."""
LINE_CORNERS_MAX = 256
"""Corners of an area in a message of the line: it is read out and read back."""
LINE_WORDS_MAX = 2_000
"""Length of the free text that may be attached to a message [characters]."""
LINE_UNITS_MAX = 200
"""Units to which one message is passed on."""
