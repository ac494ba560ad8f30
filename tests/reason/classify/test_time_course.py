"""CDC 2022: acute under 1 month, subacute to 3, chronic over 3; a range over a limit is unknown."""

from tests.reason.classify.drawing import cases
from tests.reason.classify.people import classified


@cases("""
                | unknown
    days=0      | acute
    days=30     | acute
    days=31     | subacute
    days=90     | subacute
    days=91     | chronic
    days=4000   | chronic
    days=25..30 | acute
    days=25..31 | unknown    # over the first limit
    days=31..90 | subacute
    days=80..91 | unknown    # over the second limit
    days=0..?   | unknown    # recorded, never said since when
    days=40..?  | unknown    # subacute or chronic
    days=91..?  | chronic    # at least so old
""")
def test_the_days_since_the_pain_began_give_its_course(facts, expected):
    assert classified(facts).time_course == expected


@cases("""
    days=200 pain_history.limits_most_days=1 | high_impact
    days=200 gcps_r.limit=2                  | high_impact
    days=200 gcps_r.limit=1                  | unknown      # the other question was not asked
    days=60 pain_history.limits_most_days=1  | none         # not yet three months
    days=200                                 | unknown
""")
def test_chronic_pain_that_limits_most_days_is_of_high_impact(facts, expected):
    found = classified(facts).details
    assert next(each.grade for each in found if each.subject == "high_impact") == expected
