"""`lenitive score` on bad lines: an error object for each, and the others are still scored."""

from __future__ import annotations

import io
import json

import pytest

from lenitive.measure import score_lines
from tests.cli.test_commands import fits

GOOD = b'{"id":"g","instrument":"peg","answers":{"pain":6,"enjoyment":7,"activity":5}}'


def scored(*lines):
    sink = io.BytesIO()
    fine = score_lines(lines, sink)
    return [json.loads(line) for line in sink.getvalue().splitlines()], fine


@pytest.mark.parametrize(
    ("line", "says"),
    [
        (b"{", "line 1: is not JSON"),
        (b"[1]", "not a JSON object"),
        (b'{"instrument":"peg"}', 'no object "answers"'),
        (b'{"answers":{}}', 'no "instrument"'),
        (b'{"instrument":"peg_2","answers":{}}', "no instrument 'peg_2'. Did you mean 'peg'?"),
        (b'{"instrument":"peg","answers":{"pain":11}}', "'pain' is 11, but its answers go from 0 to 10"),
        (b'{"instrument":"peg","answers":{"pain":1.5}}', "whole numbers"),
        (b'{"instrument":"peg","answers":{"pain":"6"}}', "'pain' is '6'"),
        (b'{"instrument":"peg","answers":{"pain":true}}', "'pain' is True"),
        (b'{"instrument":"peg","answers":{"pain":[6]}}', "'pain' is [6]"),
        (b'{"instrument":"peg","answers":{"mood":6}}', "no item 'mood'"),
        (b'{"instrument":"peg","answers":{"pain":6,"pain":7}}', "'pain' is given twice"),
        (b'{"instrument":"peg","answers":{"pain":NaN}}', "is not JSON"),
        (b'{"instrument":"peg","answers":{"pain":1e999}}', "number is infinity"),
        (b'{"bank":{"i":{"a":1,"b":[0]}},"answers":{},"quadrature":{"n":1000000000}}', "2 to 10001 points"),
        (b'\xff{"instrument":"peg","answers":{}}', "is not JSON"),
        (b'{"instrument":"promis29","answers":{"q1":3}}', "no item 'q1'"),  # an item of another version
        (b'{"bank":"no_such","answers":{}}', "no bank 'no_such'"),
        (b'{"bank":"../x","answers":{}}', "no bank '../x'"),
        (b'{"bank":{"i":{"a":1,"b":[1,0]}},"answers":{"i":1}}', "rising thresholds"),
        (b'{"bank":{"i":{"a":1,"b":[0]}},"answers":{"i":3}}', "its answers are 1 to 2"),
        (b'{"bank":{"i":{"a":1,"b":[0]}},"answers":{"j":1}}', "no item 'j'"),
        (b'{"bank":{"i":{"a":1,"b":[0]}},"answers":{"i":true}}', "not a number"),
        (b'{"bank":{"i":{"a":1,"b":[0]}},"answers":{"i":1},"prior":{"mean":1e300}}', "off the quadrature"),
        (b'{"bank":{"i":{"a":1,"b":[0]}},"answers":{"i":1},"prior":{"mean":0.05,"sd":1e-9}}', "or between"),
        (b'{"bank":{"i":[]},"answers":{}}', "the bank cannot be read"),
    ],
)
def test_a_line_that_cannot_be_scored_gives_its_error_and_the_next_is_scored(line, says):
    (bad, good), fine = scored(line, GOOD)
    assert not fine
    assert says in bad["error"]
    assert good["scales"]["total"]["value"] == 6
    fits("score", bad)
    fits("score", good)


def test_blank_lines_and_a_byte_order_mark_are_passed_over():
    found, fine = scored(b"\xef\xbb\xbf" + GOOD, b"", b"  \n", GOOD)
    assert fine
    assert len(found) == 2


def test_null_and_a_key_left_out_both_mean_not_answered():
    one, other = scored(
        b'{"instrument":"peg","answers":{"pain":6,"enjoyment":null,"activity":5}}',
        b'{"instrument":"peg","answers":{"pain":6,"activity":5}}',
    )[0]
    assert one == other
    assert one["scales"]["total"]["value"] is None
    assert one["scales"]["total"]["reason"] == "all 3 items are needed, 2 answered"


def test_lines_keep_their_order_whatever_their_instruments():
    order = ["peg", "nrs", "peg", "phq9", "nrs"]
    lines = [json.dumps({"id": n, "instrument": i, "answers": {}}).encode() for n, i in enumerate(order)]
    found, _ = scored(*lines)
    assert [line["id"] for line in found] == [0, 1, 2, 3, 4]
    assert [line["instrument"] for line in found] == order


def test_a_line_may_name_an_installed_bank():
    line = b'{"id":1,"instrument":"x","bank":"demo_activity","answers":{"act09":3}}'
    ((found,), fine) = scored(line)
    assert fine
    assert set(found["scales"]) == {"theta", "t"}


def test_pattern_scores_of_no_answers_are_withheld():
    ((found,), fine) = scored(b'{"bank":{"i":{"a":1,"b":[0]}},"answers":{"i":null}}')
    assert fine
    assert found["scales"]["theta"] == {"value": None, "reason": "no item is answered"}
