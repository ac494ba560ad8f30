"""An invented chart that visits are about."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from tests.plan.authorisation_charts import CPT, observed, peg, problem, procedure


def facet_joint_in_question(day: date, patient_id: str = "p") -> list[dict[str, Any]]:
    """Low back pain for years, after weeks of physiotherapy; an ablation is ordered and no block was done."""

    def ago(days: int) -> str:
        return (day - timedelta(days=days)).isoformat()

    order = {
        "resourceType": "ServiceRequest",
        "id": "plan",
        "status": "active",
        "intent": "order",
        "authoredOn": ago(1),
        "code": {
            "text": "Lumbar medial branch radiofrequency ablation, fluoroscopy",
            "coding": [{"system": CPT, "code": "64635"}],
        },
        "bodySite": [{"text": "L4-L5"}],
    }
    therapy = [procedure(f"pt{n}", "Physical therapy", ago(200 - 16 * n)) for n in range(4)]
    therapy[-1]["outcome"] = {"text": "no lasting benefit"}
    spine = problem("back", "M47.816", "Lumbar spondylosis", ago(800))
    pain = observed("nrs", "72514-3", 7, ago(10), "http://loinc.org")
    about = {"subject": {"reference": f"Patient/{patient_id}"}}
    return [{**each, **about} for each in (spine, pain, peg(ago(10)), *therapy, order)]
