# SPDX-License-Identifier: Apache-2.0
"""The table of commands: name, where it lives, one line of help, one example.

To add a command, add one ``Command`` line here and its row in docs/command-line.md. A name of two words belongs to a
group; a new group needs a line in ``GROUPS``. Help is written from this table alone, so that ``--help`` imports no
command.
"""

from dataclasses import dataclass

GROUPS = {
    "agreement": "Read the agreements of a library: list, show, check, rehearse, diff, export.",
    "line": "The line between the parties: state.",
    "talks": "Talks between the parties: show.",
    "drill": "Rehearsals on this machine alone: first-day.",
    "peer": "Other parties' nodes: card, add, list, remove.",
    "record": "The party's signed record: verify, export, import, rebuild, head, entry, key.",
    "record key": "The keys of a node's log: rotate, revoke, enrol.",
    "passphrase": "The ways of unlocking a node: change, add, list, remove-slot.",
}
"""One line of help for each group of commands."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """One command.

    Attributes:
        name: As typed: one word, or a group and a word.
        door: ``module:attribute`` of the click command.
        help: One sentence for the list of commands.
        example: One line a user can type, without the program's name.
    """

    name: str
    door: str
    help: str
    example: str


COMMANDS = (
    Command(
        name="agreement list",
        door="truceline.cli.agreement:list_agreements",
        help="List the agreements of a library and where each stands.",
        example="agreement list --at 2017-07-01",
    ),
    Command(
        name="agreement show",
        door="truceline.cli.agreement:show",
        help="Say of one agreement who is bound, what applies, what is due and why.",
        example="agreement show astana-2017 --at 2017-07-01",
    ),
    Command(
        name="agreement check",
        door="truceline.cli.agreement:check",
        help="Check agreements and libraries; say every fault with its line.",
        example="agreement check my-library",
    ),
    Command(
        name="agreement rehearse",
        door="truceline.cli.rehearse:rehearse",
        help="Put past acts to a draft; say which clarification would settle most rulings.",
        example="agreement rehearse astana-2017 --incidents",
    ),
    Command(
        name="agreement diff",
        door="truceline.cli.diff:diff",
        help="Say clause by clause what changed between two texts, and which past acts are ruled otherwise.",
        example="agreement diff cf-dec-2016 astana-2017",
    ),
    Command(
        name="agreement export",
        door="truceline.cli.agreement:export",
        help="Copy a library into a folder of your own, ready to edit.",
        example="agreement export syria-2015-2017 --out my-library",
    ),
    Command(
        name="assess",
        door="truceline.cli.assess:assess",
        help="Judge what happened by the agreements and write a report.",
        example="assess --incidents --out results",
    ),
    Command(
        name="recount",
        door="truceline.cli.recount:recount",
        help="Count the same events by two rules and say what makes the difference.",
        example="recount --rule rule-a.yaml --rule rule-b.yaml --events events.csv",
    ),
    Command(
        name="ruling",
        door="truceline.cli.ruling:ruling",
        help="Explain what every provision says of one act.",
        example="ruling act.json",
    ),
    Command(
        name="line state",
        door="truceline.cli.line:state",
        help="Say what was declared about a line, and how it was seen to be used.",
        example="line state --at 2017-05-01",
    ),
    Command(
        name="talks show",
        door="truceline.cli.talks:show",
        help="Say who met whom and what each side told of it, what was forecast, and what is owed.",
        example="talks show --at 2017-06-05",
    ),
    Command(
        name="coverage",
        door="truceline.cli.coverage:coverage",
        help="Say what is asked of this software and of a library, and what is answered.",
        example="coverage --function F9",
    ),
    Command(
        name="init",
        door="truceline.cli.init:init",
        help="Make a node: identity, encrypted store, settings, a copy of the agreements, and a first token.",
        example="init my-node --library syria-2015-2017 --party usa",
    ),
    Command(
        name="serve",
        door="truceline.cli.serve:serve",
        help="Run a node: take intents, reports and claims, and answer at once.",
        example="serve my-node --port 8340",
    ),
    Command(
        name="token",
        door="truceline.cli.token:token",
        help="Issue a token with which an officer asks a node.",
        example='token my-node --role officer --officer "Duty officer"',
    ),
    Command(
        name="lock",
        door="truceline.cli.lock:lock",
        help="Have a running node forget its keys until it is unlocked.",
        example="lock my-node",
    ),
    Command(
        name="unlock",
        door="truceline.cli.unlock:unlock",
        help="Unlock a running node with its passphrase or the running ssh-agent.",
        example="unlock my-node",
    ),
    Command(
        name="passphrase change",
        door="truceline.cli.passphrase:change",
        help="Replace the passphrase of a node.",
        example="passphrase change my-node",
    ),
    Command(
        name="passphrase add",
        door="truceline.cli.passphrase:add",
        help="Add another passphrase, or a key of the running ssh-agent, to a node.",
        example="passphrase add my-node --ssh-agent-key SHA256:...",
    ),
    Command(
        name="passphrase list",
        door="truceline.cli.passphrase:list_slots",
        help="List the ways of unlocking a node.",
        example="passphrase list my-node",
    ),
    Command(
        name="passphrase remove-slot",
        door="truceline.cli.passphrase:remove_slot",
        help="Remove one way of unlocking a node.",
        example="passphrase remove-slot my-node 2",
    ),
    Command(
        name="peer card",
        door="truceline.cli.peer:card",
        help="Print the card of a node, which another party's node needs to follow its record.",
        example="peer card my-node > my-party.card",
    ),
    Command(
        name="peer add",
        door="truceline.cli.peer:add",
        help="Take the card of another party's node, after comparing its fingerprint.",
        example="peer add my-node north.card --address https://192.0.2.7:8340",
    ),
    Command(
        name="peer list",
        door="truceline.cli.peer:list_peers",
        help="List the other parties' nodes that a node follows.",
        example="peer list my-node",
    ),
    Command(
        name="peer remove",
        door="truceline.cli.peer:remove",
        help="Forget another party's node; what its log gave stays.",
        example="peer remove my-node southland",
    ),
    Command(
        name="record verify",
        door="truceline.cli.record_verify:verify",
        help="Say what a bundle of the record proves under a policy, and by whose signatures.",
        example="record verify north.bundle --policy court.policy",
    ),
    Command(
        name="record export",
        door="truceline.cli.record_folder:export",
        help="Write a log that a node keeps into one file, for others to verify or to import.",
        example="record export my-node --out north.bundle --policy-out north.policy",
    ),
    Command(
        name="record import",
        door="truceline.cli.record_import:import_files",
        help="Take what files hold of followed logs into a node, with the checks of the network.",
        example="record import my-node north.bundle",
    ),
    Command(
        name="record rebuild",
        door="truceline.cli.record_rebuild:rebuild",
        help="Make a new store from a node's own log, and compare it with the old one.",
        example="record rebuild my-node --out rebuilt.db",
    ),
    Command(
        name="record head",
        door="truceline.cli.record_folder:head",
        help="Say how far the logs of a node are, who cosigned them, and what waits.",
        example="record head my-node",
    ),
    Command(
        name="record entry",
        door="truceline.cli.record_folder:entry",
        help="Show one entry of a log that a node keeps.",
        example="record entry my-node 12",
    ),
    Command(
        name="record key rotate",
        door="truceline.cli.record_key:rotate",
        help="Have a new key sign a node's log, by the word of its root key.",
        example="record key rotate my-node --root-keys my-node-root-keys",
    ),
    Command(
        name="record key revoke",
        door="truceline.cli.record_key:revoke",
        help="State that an officer's key signs no more.",
        example="record key revoke my-node 4235b066d4b28ac430d824f601e5d4ac --root-keys my-node-root-keys",
    ),
    Command(
        name="record key enrol",
        door="truceline.cli.record_key:enrol",
        help="Enrol officers' keys in a node's log.",
        example="record key enrol my-node 11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo= --root-keys my-node-root-keys",
    ),
    Command(
        name="drill first-day",
        door="truceline.cli.drill:first_day",
        help="Rehearse the first day of three nodes, and write what a judge would be given.",
        example="drill first-day --out first-day",
    ),
    Command(
        name="backup",
        door="truceline.cli.backup:backup",
        help="Copy a node, running or not, into one file.",
        example="backup my-node my-node-monday.tar",
    ),
    Command(
        name="restore",
        door="truceline.cli.restore:restore",
        help="Unpack a backup into a new folder, and with --try prove that it opens and is whole.",
        example="restore my-node-monday.tar my-node --try",
    ),
    Command(
        name="upgrade",
        door="truceline.cli.upgrade:upgrade",
        help="Take a node's store up to the version of this software; try it first with --dry-run.",
        example="upgrade my-node --dry-run",
    ),
    Command(
        name="doctor",
        door="truceline.cli.doctor:doctor",
        help="Say what this installation runs on and what it lacks, and how a node's folder stands.",
        example="doctor --node my-node",
    ),
)
