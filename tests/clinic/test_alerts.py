from __future__ import annotations

from lenitive.clinic.alerts import alerts


def finding(rule, urgency, status="met"):
    return {
        "rule": rule,
        "status": status,
        "urgency": urgency,
        "title": rule,
        "action": "do",
        "evidence": ["Condition/a#1"],
        "reason": "because",
        "settles_by": None,
    }


def test_emergencies_come_first_and_only_what_is_met_is_an_alert():
    found = alerts(
        [
            finding("yellow_pcs", "routine"),
            finding("cdc22_11", "urgent"),
            finding("yellow_suicidality", "emergency"),
            finding("nsaid_egfr30", "urgent", status="unknown"),
        ]
    )
    assert [alert.rule for alert in found] == ["yellow_suicidality", "cdc22_11", "yellow_pcs"]
    assert [alert.loud for alert in found] == [True, True, False]
    assert [alert.word for alert in found] == ["Emergency", "Urgent", "At this visit"]


def test_an_alert_says_whether_its_rule_was_read_at_its_source():
    verified, unverified = alerts(
        [finding("yellow_pcs", "routine"), finding("yellow_suicidality", "emergency")]
    )[::-1]
    assert (verified.verified, unverified.verified) == (True, False)
    assert verified.source


def test_a_rule_that_knowledge_does_not_know_is_shown_and_counts_as_not_verified():
    (alert,) = alerts([finding("from_elsewhere", "soon")])
    assert (alert.title, alert.verified) == ("from_elsewhere", False)
