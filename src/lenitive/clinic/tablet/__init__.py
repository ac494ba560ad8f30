"""A person answers questionnaires on the clinic's tablet, or a member of staff reads them out."""
