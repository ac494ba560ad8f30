-- Settings from HL7 v3 ActEncounterCode.
SELECT patient_of(subject) AS patient_id,
       'Encounter/' || id || '#1' AS row_id,
       words(type_text, type_display, type_code) AS kind,
       CASE WHEN class_code = 'AMB' THEN 'ambulatory'
            WHEN class_code IN ('IMP', 'ACUTE', 'NONAC', 'OBSENC', 'SS') THEN 'inpatient'
            WHEN class_code = 'EMER' THEN 'emergency'
            WHEN class_code = 'VR' THEN 'virtual'
            WHEN class_code = 'HH' THEN 'home'
            WHEN class_code IS NOT NULL THEN 'other' END AS setting,
       CASE WHEN status = 'planned' THEN 'planned'
            WHEN status IN ('arrived', 'triaged', 'in-progress', 'onleave') THEN 'in_progress'
            WHEN status IN ('finished', 'cancelled') THEN status
            ELSE 'unknown' END AS status,
       day_low(start) AS start_low, day_high(start) AS start_high, instant(start) AS start_time,
       day_low("end") AS end_low, day_high("end") AS end_high, instant("end") AS end_time,
       words(service_text, service_display, service_code) AS specialty,
       coalesce(words(reason_text, reason_display, reason_code), filled(reason_reference)) AS reason
FROM v
