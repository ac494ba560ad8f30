from __future__ import annotations

from lenitive.clinic.mechanisms import mechanisms


def classification(**more):
    grades = dict.fromkeys(("nociceptive", "neuropathic", "nociplastic"), "unknown")
    given = {"time_course": "unknown", "mechanisms": grades, "details": [], "icd11": [], "mixed": None}
    whether = dict.fromkeys(("cancer", "post_surgical", "end_of_life"), "unknown")
    return {**given, **whether, **more}


def detail(subject, **more):
    lists = {"for": [], "against": [], "unknown": []}
    rest = {"next": None, "caution": "", "source": "a paper", "verified": False}
    return {"subject": subject, **lists, **rest, **more}


def grades(**more):
    return {"nociceptive": "none", "neuropathic": "none", "nociplastic": "none", **more}


def test_the_strongest_mechanism_stands_first_and_its_meter_is_its_grade():
    card = mechanisms(classification(mechanisms=grades(neuropathic="probable", nociplastic="possible")))
    assert [(each.id, each.filled) for each in card.rows] == [
        ("neuropathic", 2),
        ("nociplastic", 1),
        ("nociceptive", 0),
    ]


def test_not_known_is_never_shown_as_not_found():
    card = mechanisms(classification(mechanisms=grades(neuropathic="unknown")))
    assert (card.rows[0].id, card.rows[0].words) == ("neuropathic", "not known")


def test_nothing_known_at_all_says_so():
    assert not mechanisms(classification()).known


def test_each_criterion_keeps_its_rows_and_the_next_question_is_the_strongest_mechanisms():
    told = detail(
        "neuropathic",
        **{"for": [{"criterion": "a", "text": "dermatome", "rows": ["Condition/a#1"]}]},
        unknown=[{"criterion": "b", "ask": "pinprick?", "item": None}],
        next={"criterion": "b", "ask": "pinprick?", "item": None},
    )
    other = detail("nociceptive", next={"criterion": "c", "ask": "imaging?", "item": None})
    card = mechanisms(
        classification(
            mechanisms=grades(neuropathic="possible"), details=[other, told], time_course="chronic"
        )
    )
    assert card.rows[0].speaks_for[0].rows == ("Condition/a#1",)
    assert card.rows[0].because == "dermatome"
    assert (card.next, card.note) == ("pinprick?", "chronic")


def test_only_what_is_certainly_so_is_noted_beside_the_time_course():
    card = mechanisms(classification(time_course="acute", cancer=True, end_of_life=False))
    assert card.note == "acute · cancer"
