-- Products that orders point to.
SELECT id, words(code_text, code_display, code_code) AS text, words(form_text, form_display, form_code) AS form FROM v
