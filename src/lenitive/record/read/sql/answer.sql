-- An item is matched by its LOINC code (as link id), else by its own key where the form is one of ours.
SELECT r.patient_id,
       'QuestionnaireResponse/' || v.id || '#' || row_number() OVER (PARTITION BY v.id ORDER BY v.place) AS row_id,
       r.row_id AS response_row, r.instrument,
       coalesce(k.item, o.item, v.item) AS item,
       coalesce(v.integer, v.decimal, v.ordinal, c.value, v.quantity_value,
                CASE WHEN regexp_full_match(v.coding_code, '-?\d{1,4}(\.\d+)?') THEN TRY_CAST(v.coding_code AS DOUBLE) END) AS value_number,
       coalesce(v.string, v.coding_display, v.coding_code, v.date, v.datetime, v.time) AS value_text,
       v."boolean" AS value_boolean,
       r.at_low, r.at_high, r.at_time
FROM (SELECT *, row_number() OVER () AS place FROM staged_answer) AS v
JOIN response AS r ON r.row_id = 'QuestionnaireResponse/' || v.id || '#1'
LEFT JOIN known_item AS k ON k.loinc = regexp_extract(v.item, '(\d{1,7}-\d)$', 1) AND r.instrument = k.instrument
LEFT JOIN known_key AS o ON o.instrument = r.instrument AND o.item = v.item
LEFT JOIN answer_code AS c ON c.code = v.coding_code
WHERE v.item IS NOT NULL
