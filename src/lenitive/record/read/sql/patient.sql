-- The name as people say it: the official name, else the usual one, else the first.
SELECT id AS patient_id,
       'Patient/' || id || '#1' AS row_id,
       coalesce(filled(concat_ws(' ', filled(official_given), filled(official_family))),
                filled(concat_ws(' ', filled(usual_given), filled(usual_family))),
                filled(name_text),
                filled(concat_ws(' ', filled(first_given), filled(first_family)))) AS name,
       coalesce(filled(record_number), filled(identifier)) AS identifier,
       day_low(birth_date) AS birth_date_low, day_high(birth_date) AS birth_date_high,
       CASE WHEN gender IN ('male', 'female') THEN gender END AS sex,
       coalesce(preferred_language, language) AS language,
       coalesce(deceased, CASE WHEN deceased_at IS NOT NULL THEN true END) AS dead,
       day_low(deceased_at) AS death_low, day_high(deceased_at) AS death_high,
       coalesce(filled(organisation_display), organisation_reference) AS organisation
FROM v
WHERE id IS NOT NULL
