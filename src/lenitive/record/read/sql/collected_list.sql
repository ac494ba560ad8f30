-- An empty list with the reason "none known". Sources: LOINC section codes; FHIR list-empty-reason.
SELECT patient_of(subject) AS patient_id, 'List/' || id || '#1' AS row_id, d.domain,
       day_low(date) AS start_low, day_high(date) AS start_high, 'List/' || id || '#1' AS source
FROM v JOIN list_domain AS d ON d.code = v.code_code
WHERE v.empty_reason = 'nilknown' AND coalesce(v.status, 'current') = 'current'
