"""The elements of each FHIR resource that the views of `record/views` read, with the shape of each.

A test holds this list and the views together: what a view reads stands here.
Source: HL7 FHIR R4 (4.0.1) resource definitions.
"""

from __future__ import annotations

from lenitive.record.read.shapes import (
    Shape,
    birth,
    many,
    number,
    one,
    place,
    reference,
    text,
    time,
    truth,
    within,
)

PERIOD = one({"start": time, "end": time})
CODING = one({"system": text, "code": text, "display": text})
CONCEPT = one({"coding": many(CODING), "text": text})
CONCEPTS = many(CONCEPT)
REFERENCE = one({"reference": reference, "display": text})
REFERENCES = many(REFERENCE)
QUANTITY = one({"value": number, "unit": text, "code": text, "comparator": text})
DOSE = one({"value": within("dose"), "unit": text, "code": text})
SUPPLY = one({"value": within("quantity"), "unit": text, "code": text})
DURATION = one({"value": within("days"), "unit": text, "code": text})
RANGE = one({"low": QUANTITY, "high": QUANTITY})
RATIO = one({"numerator": QUANTITY, "denominator": QUANTITY})
EXTENSIONS = many(one({"url": text, "valueDecimal": number}))

_REPEAT = one(
    {
        "boundsPeriod": PERIOD,
        "boundsDuration": DURATION,
        "boundsRange": one({"low": DURATION, "high": DURATION}),
        "frequency": within("times"),
        "frequencyMax": within("times"),
        "period": within("days"),
        "periodMax": within("days"),
        "periodUnit": text,
        "dayOfWeek": many(text),
        "timeOfDay": many(text),
        "when": many(text),
    }
)
DOSAGE = one(
    {
        "sequence": place,
        "text": text,
        "patientInstruction": text,
        "timing": one({"event": many(time), "repeat": _REPEAT, "code": CONCEPT}),
        "asNeededBoolean": truth,
        "asNeededCodeableConcept": CONCEPT,
        "route": CONCEPT,
        "doseAndRate": many(
            one({"doseQuantity": DOSE, "doseRange": one({"low": DOSE, "high": DOSE}), "rateQuantity": DOSE})
        ),
        "maxDosePerPeriod": one({"numerator": DOSE, "denominator": DURATION}),
    }
)
_MEDICINE: dict[str, Shape] = {"medicationCodeableConcept": CONCEPT, "medicationReference": REFERENCE}
_VALUE: dict[str, Shape] = {
    "code": CONCEPT,
    "valueQuantity": QUANTITY,
    "valueString": text,
    "valueCodeableConcept": CONCEPT,
    "valueBoolean": truth,
    "valueInteger": number,
    "valueDateTime": time,
    "valueTime": text,
    "valueRange": RANGE,
    "valueRatio": RATIO,
    "interpretation": CONCEPTS,
}
_ANSWER: dict[str, Shape] = {
    "valueInteger": number,
    "valueDecimal": number,
    "valueBoolean": truth,
    "valueString": text,
    "valueDate": time,
    "valueDateTime": time,
    "valueTime": text,
    "valueQuantity": QUANTITY,
    "valueCoding": one({"system": text, "code": text, "display": text, "extension": EXTENSIONS}),
}
_ITEM: dict[str, Shape] = {"linkId": text, "answer": many(one(_ANSWER))}
_ITEM["item"] = _ANSWER["item"] = many(one(_ITEM))


def _of(subject: str, **elements: Shape) -> Shape:
    return one({subject: REFERENCE, "status": text, **elements})


ELEMENTS: dict[str, Shape] = {
    "Patient": one(
        {
            "name": many(one({"use": text, "text": text, "family": text, "given": many(text)})),
            "identifier": many(one({"type": CONCEPT, "value": text})),
            "birthDate": birth,
            "gender": text,
            "communication": many(one({"language": CONCEPT, "preferred": truth})),
            "deceasedBoolean": truth,
            "deceasedDateTime": time,
            "managingOrganization": REFERENCE,
        }
    ),
    "Condition": _of(
        "subject",
        code=CONCEPT,
        category=CONCEPTS,
        verificationStatus=CONCEPT,
        clinicalStatus=CONCEPT,
        onsetDateTime=time,
        onsetPeriod=PERIOD,
        onsetString=text,
        onsetAge=QUANTITY,
        abatementDateTime=time,
        abatementPeriod=PERIOD,
        abatementString=text,
        recordedDate=time,
        bodySite=CONCEPTS,
        encounter=REFERENCE,
    ),
    "Medication": one({"status": text, "code": CONCEPT, "form": CONCEPT}),
    "MedicationRequest": _of(
        "subject",
        **_MEDICINE,
        intent=text,
        doNotPerform=truth,
        category=CONCEPTS,
        requester=REFERENCE,
        dosageInstruction=many(DOSAGE),
        dispenseRequest=one(
            {
                "quantity": SUPPLY,
                "expectedSupplyDuration": DURATION,
                "numberOfRepeatsAllowed": within("times"),
                "validityPeriod": PERIOD,
            }
        ),
        authoredOn=time,
        reasonCode=CONCEPTS,
        reasonReference=REFERENCES,
        statusReason=CONCEPT,
    ),
    "MedicationStatement": _of(
        "subject",
        **_MEDICINE,
        category=CONCEPT,
        dosage=many(DOSAGE),
        effectiveDateTime=time,
        effectivePeriod=PERIOD,
        dateAsserted=time,
        reasonCode=CONCEPTS,
        reasonReference=REFERENCES,
        statusReason=CONCEPTS,
        informationSource=REFERENCE,
    ),
    "MedicationDispense": _of(
        "subject",
        **_MEDICINE,
        authorizingPrescription=REFERENCES,
        quantity=SUPPLY,
        daysSupply=DURATION,
        whenHandedOver=time,
        whenPrepared=time,
    ),
    "AllergyIntolerance": _of(
        "patient",
        code=CONCEPT,
        reaction=many(one({"substance": CONCEPT})),
        clinicalStatus=CONCEPT,
        verificationStatus=CONCEPT,
        category=many(text),
        criticality=text,
        recordedDate=time,
    ),
    "Observation": _of(
        "subject",
        **_VALUE,
        category=CONCEPTS,
        method=CONCEPT,
        bodySite=CONCEPT,
        effectiveDateTime=time,
        effectivePeriod=PERIOD,
        effectiveInstant=time,
        effectiveTiming=one({"event": many(time)}),
        issued=time,
        component=many(one(_VALUE)),
    ),
    "Procedure": _of(
        "subject",
        code=CONCEPT,
        category=CONCEPT,
        bodySite=CONCEPTS,
        performedDateTime=time,
        performedPeriod=PERIOD,
        outcome=CONCEPT,
        reasonCode=CONCEPTS,
        reasonReference=REFERENCES,
        performer=many(one({"actor": REFERENCE})),
    ),
    "DiagnosticReport": _of(
        "subject",
        code=CONCEPT,
        category=CONCEPTS,
        conclusion=text,
        conclusionCode=CONCEPTS,
        effectiveDateTime=time,
        effectivePeriod=PERIOD,
        issued=time,
    ),
    "DocumentReference": _of(
        "subject",
        type=CONCEPT,
        category=CONCEPTS,
        description=text,
        content=many(one({"attachment": one({"title": text})})),
        date=time,
        context=one({"period": PERIOD}),
    ),
    "Device": _of("patient", type=CONCEPT, deviceName=many(one({"name": text})), manufactureDate=time),
    "Encounter": _of(
        "subject",
        **{"class": CODING},
        type=CONCEPTS,
        period=PERIOD,
        serviceType=CONCEPT,
        reasonCode=CONCEPTS,
        reasonReference=REFERENCES,
        hospitalization=one({"dischargeDisposition": CONCEPT}),
    ),
    "ServiceRequest": _of(
        "subject",
        intent=text,
        doNotPerform=truth,
        code=CONCEPT,
        category=CONCEPTS,
        bodySite=CONCEPTS,
        performerType=CONCEPT,
        reasonCode=CONCEPTS,
        authoredOn=time,
        occurrenceDateTime=time,
        occurrencePeriod=PERIOD,
    ),
    "CarePlan": _of(
        "subject",
        title=text,
        category=CONCEPTS,
        description=text,
        author=REFERENCE,
        created=time,
        period=PERIOD,
        meta=one({"lastUpdated": time}),
        activity=many(one({"detail": one({"code": CONCEPT})})),
    ),
    "Goal": one(
        {
            "subject": REFERENCE,
            "lifecycleStatus": text,
            "description": CONCEPT,
            "category": CONCEPTS,
            "startDate": time,
            "statusDate": time,
            "target": many(
                one({"measure": CONCEPT, "detailString": text, "detailQuantity": QUANTITY, "dueDate": time})
            ),
        }
    ),
    "Consent": _of("patient", category=CONCEPTS, scope=CONCEPT, provision=one({"type": text}), dateTime=time),
    "Coverage": _of("beneficiary", type=CONCEPT, payor=REFERENCES, period=PERIOD),
    "List": _of("subject", code=CONCEPT, emptyReason=CONCEPT, date=time),
    "QuestionnaireResponse": _of(
        "subject",
        questionnaire=text,
        authored=time,
        language=text,
        source=REFERENCE,
        author=REFERENCE,
        item=many(one(_ITEM)),
    ),
}

# Where a resource names its person; any other type of the record's may use `subject` or `patient`.
PERSON = {"Coverage": "beneficiary"}
# Types whose rows need no person of their own.
WITHOUT_PERSON = frozenset({"Patient", "Medication"})
# Types that may stand without a person (a device in a store-room); then they give a raw resource and no row.
MAY_LACK_PERSON = frozenset({"Device", "List"})
