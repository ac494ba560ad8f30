"""The benchmark's rule as ELM: an active NSAID tablet, and the latest eGFR of a year under 30.

Written by hand, so that the CQL engine runs what a good author would write, with no translator's detours.
"""

from __future__ import annotations

from typing import Any

# A node of ELM: JSON.
Node = dict[str, Any]
_INTEGER = "{urn:hl7-org:elm-types:r1}Integer"
_FHIR = "{http://hl7.org/fhir}"


def library(nsaids: list[str], egfr: str) -> Node:
    """The library; its expression `Met` is true where the rule is met."""
    return {
        "library": {
            "identifier": {"id": "NsaidLowEgfr", "version": "1"},
            "schemaIdentifier": {"id": "urn:hl7-org:elm", "version": "r1"},
            "usings": {
                "def": [
                    {"localIdentifier": "System", "uri": "urn:hl7-org:elm-types:r1"},
                    {"localIdentifier": "FHIR", "uri": "http://hl7.org/fhir", "version": "4.0.1"},
                ]
            },
            "parameters": {"def": [{"name": "AsOf", "accessLevel": "Public"}]},
            "statements": {"def": [_patient(), _nsaid(nsaids), _egfr(egfr), _met()]},
        }
    }


def _define(name: str, expression: Node) -> Node:
    return {"name": name, "context": "Patient", "accessLevel": "Public", "expression": expression}


def _patient() -> Node:
    return _define("Patient", {"type": "SingletonFrom", "operand": _retrieve("Patient")})


def _retrieve(kind: str) -> Node:
    profile = f"http://hl7.org/fhir/StructureDefinition/{kind}"
    return {"type": "Retrieve", "dataType": f"{_FHIR}{kind}", "templateId": profile}


def _property(scope: str, path: str) -> Node:
    return {"type": "Property", "path": path, "scope": scope}


def _text(value: str) -> Node:
    return {"type": "Literal", "valueType": "{urn:hl7-org:elm-types:r1}String", "value": value}


def _coded(scope: str, path: str, codes: list[str]) -> Node:
    """Whether some coding of a CodeableConcept has one of the codes."""
    listed = {"type": "List", "element": [_text(code) for code in codes]}
    inner = {"type": "In", "operand": [_property("C", "code.value"), listed]}
    return {
        "type": "Exists",
        "operand": {
            "type": "Query",
            "source": [{"alias": "C", "expression": _property(scope, path)}],
            "relationship": [],
            "where": inner,
        },
    }


def _nsaid(codes: list[str]) -> Node:
    active = {"type": "Equal", "operand": [_property("M", "status.value"), _text("active")]}
    where = {"type": "And", "operand": [active, _coded("M", "medication.coding", codes)]}
    query = {
        "type": "Query",
        "source": [{"alias": "M", "expression": _retrieve("MedicationRequest")}],
        "relationship": [],
        "where": where,
    }
    return _define("TakesNsaid", {"type": "Exists", "operand": query})


def _egfr(code: str) -> Node:
    year_ago = {
        "type": "Subtract",
        "operand": [
            {"type": "ParameterRef", "name": "AsOf"},
            {"type": "Quantity", "value": 365, "unit": "days"},
        ],
    }
    fresh = {"type": "GreaterOrEqual", "operand": [_property("O", "effective.value"), year_ago]}
    query = {
        "type": "Query",
        "source": [{"alias": "O", "expression": _retrieve("Observation")}],
        "relationship": [],
        "where": {"type": "And", "operand": [_coded("O", "code.coding", [code]), fresh]},
        "sort": {"by": [{"type": "ByExpression", "direction": "asc", "expression": _at()}]},
    }
    return _define("LatestEgfr", {"type": "Last", "source": query})


def _at() -> Node:
    """The time of the observation that is being sorted."""
    return {"type": "Property", "path": "value", "source": {"type": "IdentifierRef", "name": "effective"}}


def _met() -> Node:
    latest = {"type": "ExpressionRef", "name": "LatestEgfr"}
    value = {"type": "Property", "path": "value.value.value", "source": latest}
    limit = {"type": "Literal", "valueType": _INTEGER, "value": "30"}
    less = {"type": "Less", "operand": [value, limit]}
    return _define("Met", {"type": "And", "operand": [{"type": "ExpressionRef", "name": "TakesNsaid"}, less]})
