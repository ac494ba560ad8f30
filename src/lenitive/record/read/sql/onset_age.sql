-- Onsets that were written as an age, once the birth dates are known.
UPDATE "condition" AS c
SET onset_low = (p.birth_date_low + to_days((v.onset_age * unit_days(v.onset_age_unit))::INTEGER))::DATE,
    onset_high = (p.birth_date_high + to_days(((v.onset_age + 1) * unit_days(v.onset_age_unit))::INTEGER - 1))::DATE
FROM v JOIN patient AS p ON p.patient_id = patient_of(v.subject)
WHERE c.row_id = 'Condition/' || v.id || '#1' AND v.onset_age IS NOT NULL AND c.onset_low IS NULL
