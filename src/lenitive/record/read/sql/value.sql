       coalesce(quantity_value, integer) AS value_number,
       coalesce(string, words(concept_text, concept_display, concept_code), date, time,
                CASE WHEN low_value IS NOT NULL OR high_value IS NOT NULL
                     THEN concat_ws(' to ', low_value::VARCHAR, high_value::VARCHAR) END,
                CASE WHEN numerator_value IS NOT NULL
                     THEN concat_ws(':', numerator_value::VARCHAR, denominator_value::VARCHAR) END) AS value_text,
       concept_code AS value_code, "boolean" AS value_boolean, comparator,
       coalesce(filled(quantity_code), filled(quantity_unit), low_code, low_unit) AS unit,
       coalesce(interpretation_code, filled(interpretation_text)) AS interpretation,
       coalesce(day_low(effective), day_low(effective_start), day_low(effective_instant), day_low(effective_event), day_low(issued)) AS at_low,
       coalesce(day_high(effective), day_high(effective_start), day_high(effective_instant), day_high(effective_event), day_high(issued)) AS at_high,
       -- The instant belongs to the time that gave the days: a written date is not sharpened by `issued`.
       CASE WHEN coalesce(effective, effective_start, effective_instant, effective_event) IS NULL THEN instant(issued)
            ELSE coalesce(instant(effective), instant(effective_start), instant(effective_instant), instant(effective_event)) END AS at_time
