-- Reports of a radiology section. Source: HL7 v2 table 0074 (diagnostic service sections) and LOINC part LP29684-5.
SELECT patient_of(subject) AS patient_id,
       'DiagnosticReport/' || id || '#1' AS row_id,
       words(code_text, code_display, code_code) AS text, status, conclusion,
       coalesce(day_low(effective), day_low(effective_start), day_low(issued)) AS at_low,
       coalesce(day_high(effective), day_high(effective_start), day_high(issued)) AS at_high,
       CASE WHEN coalesce(effective, effective_start) IS NULL THEN instant(issued)
            ELSE coalesce(instant(effective), instant(effective_start)) END AS at_time
FROM v
WHERE list_has_any(categories, $imaging)
