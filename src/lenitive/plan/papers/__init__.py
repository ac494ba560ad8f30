"""Papers to print and send: accessible PDFs, set from data by templates of our own."""
