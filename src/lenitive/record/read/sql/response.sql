-- A form under the address of our own Questionnaires was asked in our short labels.
-- The instrument is the one whose id ends the form's canonical URL; else the one that most of the items' LOINC codes name.
SELECT patient_of(subject) AS patient_id, 'QuestionnaireResponse/' || v.id || '#1' AS row_id,
       coalesce(i.instrument, w.instrument) AS instrument,
       questionnaire, CASE WHEN starts_with(questionnaire, '$label_forms/') THEN 'label' ELSE 'unknown' END AS wording, language,
       CASE WHEN coalesce(source, author) LIKE '%Patient/%' THEN 'patient'
            WHEN coalesce(source, author) LIKE '%Practitioner%' THEN 'staff'
            WHEN coalesce(source, author) LIKE '%RelatedPerson/%' THEN 'proxy'
            ELSE 'unknown' END AS answered_by,
       status, day_low(authored) AS at_low, day_high(authored) AS at_high, instant(authored) AS at_time
FROM v
LEFT JOIN known_instrument AS i ON i.name = regexp_extract(lower(split_part(v.questionnaire, '|', 1)), '([^/]+)$', 1)
LEFT JOIN (SELECT a.id, arg_max(k.instrument, (1000 * k.hits - k.size)) AS instrument
           FROM (SELECT a.id, k.instrument, count(DISTINCT k.item) AS hits, any_value(k.size) AS size
                 FROM staged_answer AS a JOIN known_item AS k ON k.loinc = regexp_extract(a.item, '(\d{1,7}-\d)$', 1)
                 GROUP BY a.id, k.instrument) AS k JOIN (SELECT DISTINCT id FROM staged_answer) AS a USING (id)
           GROUP BY a.id) AS w ON w.id = v.id
