"""The one policy, as a table: role x relation x action. What does not stand here is refused.

`access.py` asks it; nothing else does. `tests/desk/access_matrix.txt` says the same by hand, and a test holds
the two, and every address of the site, equal.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lenitive.desk.models import Role


class Relation(StrEnum):
    """How someone who works here stands to a person."""

    TEAM = "team"  # on the care team now
    OPEN = "open"  # the person is of one's own clinic, and has no care team yet
    CLINIC = "clinic"  # the person is of one's own clinic, where others care for them
    OTHER = "other"  # the person is of another clinic
    BROKEN = "broken"  # not one's own person, but the glass is broken: with a reason, for a few hours
    NONE = "none"  # the question is not about one person


# What someone may do about one person, in words.
IN_WORDS: dict[str, Promise] = {
    "see": _("open the record"),
    "see_brief": _("see goals, plan and visits, and nothing else of the record"),
    "see_trail": _("see who opened or changed the record"),
    "review": _("answer a finding"),
    "record": _("write into the record"),
    "sign": _("sign or amend a note or a letter"),
    "plan": _("accept, change or decline what is proposed"),
    "choose": _("answer what is asked once a visit, or say why not"),
    "ask_person": _("let the person answer questionnaires here, or read them out"),
    "hand_on": _("take a piece of work, or hand it to a colleague"),
    "book": _("book, move and cancel appointments, and say what became of them"),
    "take_in": _("take in a referral, ask for earlier records, keep the waiting list"),
    "triage": _("decide how soon a referral is seen, and what becomes of it"),
    "join": _("join the care team"),
    "assign": _("change the care team"),
    "edit_person": _("correct name, birth date, sex, language or record number"),
    "merge_person": _("merge two records of one person, or undo that"),
    "break_glass": _("open the record in need, for a few hours, with a reason"),
    "invite": _("invite the person, or whoever helps them, into the portal, and end that"),
}
# What is not about one person.
WITHOUT_A_PERSON: dict[str, Promise] = {
    "list": _("see the list of one's own people, with what is alarming"),
    "list_brief": _("see the names of one's own people, and no more"),
    "work": _("see the day and the work lists, about one's own people"),
    "find": _("look for a person who is not on one's own list, by record number or name and birth date"),
    "refer": _("see the referrals, take one in, and match one that has no person"),
    "calendar": _("see the calendar, with the names of one's own people, and one's own hours and feed"),
    "keep_calendar": _("set up rooms, everybody's hours, and the feeds of rooms"),
    "make_person": _("make a new person"),
    "place": _("say to which clinic a person belongs who arrived without one"),
    "count": _("see numbers about everybody, and nobody's record"),
    "own_rule": _("see how often a rule is overridden, and put it up for review"),
    "see_glass": _("see who broke the glass, and why"),
    "see_audit": _("see the audit trail"),
    "manage_staff": _("manage accounts"),
    "manage_clinics": _("manage organisations and clinics"),
    "see_components": _("see every component that pages are made of"),
    "keep_portal": _("say who watches over answers from home, and what the portal offers"),
}
ABOUT_A_PERSON = frozenset(IN_WORDS)

_LETTERS = {
    "t": Relation.TEAM,
    "o": Relation.OPEN,
    "c": Relation.CLINIC,
    "x": Relation.OTHER,
    "b": Relation.BROKEN,
    "*": Relation.NONE,
}


def _may(**allowed: str) -> dict[str, frozenset[Relation]]:
    """Action -> the relations in which it is allowed, each by its letter."""
    return {action: frozenset(_LETTERS[letter] for letter in letters) for action, letters in allowed.items()}


# Whoever treats: their people, and those of the clinic for whom nobody cares yet, since a new person must not
# be invisible. Joining a team is by oneself, in one's own clinic, with a reason.
_TREATS = _may(
    list="*", work="*", find="*", calendar="*", book="to",
    see="to", see_brief="to", see_trail="to", review="to", record="to", plan="t", choose="to",
    ask_person="to", hand_on="to", join="toc", sign="to", invite="to",
)  # fmt: skip
# Who answers a danger at night, for whomever it is.
_IN_NEED = _may(
    see="tob", see_brief="tob", see_trail="tob", review="tob", record="tob", hand_on="tob", break_glass="cxb"
)
# Who looks at referrals, and decides how soon a person is seen.
_TRIAGES = _may(refer="*", take_in="to", triage="to")
# Whoever helps with the plan and reads no chart: goals, plan and visits of the people whose team they are on.
# The page of a person cannot be shown in part, so it is refused to them.
_HELPS = _may(list_brief="*", see_brief="t", calendar="*", book="t")

ROLES: dict[Role, dict[str, frozenset[Relation]]] = {
    Role.PHYSICIAN: {
        **_TREATS,
        **_IN_NEED,
        **_TRIAGES,
        **_may(assign="to", edit_person="to", make_person="*", own_rule="*"),
    },
    Role.PHYSIOTHERAPIST: {**_TREATS, **_TRIAGES},
    Role.OCCUPATIONAL_THERAPIST: _TREATS,
    Role.PSYCHOLOGIST: {**_TREATS, **_IN_NEED, **_TRIAGES},
    Role.NURSE: {**_TREATS, **_IN_NEED, **_TRIAGES, **_may(edit_person="to", make_person="*")},
    # Medicines, not the whole plan.
    Role.PHARMACIST: {**_TREATS, **_IN_NEED, **_may(plan="")},
    # Reads and writes, and answers no clinical finding.
    Role.SOCIAL_WORKER: _may(
        list="*",
        work="*",
        find="*",
        calendar="*",
        book="t",
        see="t",
        see_brief="to",
        see_trail="t",
        record="t",
        sign="t",
        ask_person="t",
        hand_on="t",
        join="oc",
        invite="t",
    ),
    Role.COMPLEMENTARY_PRACTITIONER: _HELPS,
    Role.HEALTH_COACH: {**_HELPS, **_may(ask_person="t")},
    Role.COMMUNITY_HEALTH_WORKER: {**_HELPS, **_may(ask_person="t")},
    Role.PATIENT_EDUCATOR: _HELPS,
    Role.COORDINATOR: _may(
        list="*",
        work="*",
        find="*",
        calendar="*",
        keep_calendar="*",
        book="toc",
        refer="*",
        take_in="to",
        make_person="*",
        place="*",
        see="to",
        see_brief="to",
        see_trail="to",
        ask_person="to",
        hand_on="toc",
        assign="toc",
        edit_person="toc",
        merge_person="toc",
        invite="toc",
        keep_portal="*",
    ),
    # Counts, and hears of broken glass; opens nobody's record.
    Role.PROGRAMME_LEAD: _may(count="*", own_rule="*", see_glass="*", keep_portal="*"),
    # Sees and writes as the team does, and closes or decides nothing alone.
    Role.TRAINEE: _may(
        list="*",
        work="*",
        calendar="*",
        see="t",
        see_brief="t",
        see_trail="t",
        record="t",
        ask_person="t",
        book="t",
    ),
    # The site, and nobody's record.
    Role.ADMINISTRATOR: _may(
        manage_staff="*",
        manage_clinics="*",
        calendar="*",
        keep_calendar="*",
        see_audit="*",
        see_glass="*",
        see_components="*",
        keep_portal="*",
    ),
}


def _by_action(actions: Iterable[str]) -> dict[str, dict[Role, frozenset[Relation]]]:
    return {
        action: {role: may[action] for role, may in ROLES.items() if may.get(action)} for action in actions
    }


# action -> role -> the relations in which it is allowed.
POLICY = _by_action([*IN_WORDS, *WITHOUT_A_PERSON])


class Helper(StrEnum):
    """As what somebody comes into the portal for a person."""

    SELF = "self"
    PARENT = "parent"  # of a child, or a guardian
    CARER = "carer"  # helps with answers and appointments
    READER = "reader"  # may look, and no more


# What somebody may do in the portal, about the person whose page is open.
OWN_IN_WORDS: dict[str, Promise] = {
    "own_see": _("see how the person is doing, the plan, the medicines and the appointments"),
    "own_answer": _("answer questionnaires, mark the body map, write the diary, do exercises"),
    "own_ask": _("book and cancel appointments, ask for a refill, write to the team"),
    "own_take": _("download everything, share a summary, see who opened the record"),
    "own_settle": _("say who helps, give and take back consent, correct, leave"),
}
_LOOKS_IN = frozenset({"own_see"})
_HELPS_OUT = _LOOKS_IN | {"own_answer", "own_ask"}
OWN: dict[Helper, frozenset[str]] = {
    Helper.SELF: frozenset(OWN_IN_WORDS),
    Helper.PARENT: frozenset(OWN_IN_WORDS),
    Helper.CARER: _HELPS_OUT,
    Helper.READER: _LOOKS_IN,
}


def own_may(helper: Helper, action: str) -> bool:
    """Whether somebody who comes in as this may do it."""
    return action in OWN[helper]
