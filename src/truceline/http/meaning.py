# SPDX-License-Identifier: Apache-2.0
"""What each part of an answer means and what is to be done: fixed sentences, the same for whatever is found.

They depend on nothing but whether a part is empty, so that nobody learns from them what the part itself does not tell
(R5), and none says how to be rid of a bar (R2).
"""

CONFLICT = (
    "Two plans claim the same ground, time and heights. The other side has been told the same at the same moment. This "
    "is no refusal and no permission, and it says of nobody that they give way. Speak on the line before you proceed; "
    "name the finding, which both sides have."
)
OWN_CONFLICT = (
    "Two plans of your own party claim the same ground, time and heights. Nobody else is told of it. This is no "
    "refusal and no permission."
)
NO_CONFLICT = "No conflict is told. Others may have plans that are not told, and nobody has agreed to anything."
CONSTRAINT = (
    "Something that is not told holds this cell in this time. Nobody is named. Ask for a word on the line before you "
    "proceed. This is no refusal and no permission."
)
NO_CONSTRAINT = "No word is asked for on account of what is not told. That is no consent of anybody."
CLAUSES = (
    "Your party alone is told this. `prohibited`: the text bars this as declared; `contested`: accounts stand against "
    "each other; `cannot judge`: what is missing decides. None of them is a verdict, and nothing here is a permission. "
    "Read the passage of each before you proceed."
)
NO_CLAUSES = "Your party alone is told this. That no clause was found is no permission, and nobody has agreed to it."
EXCEPTION = "An exception frees only if all of it is told true; what is told neither way, or both ways, frees nobody."
