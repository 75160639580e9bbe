"""The office: lists of what the business has, with what stands behind each row. No rules here."""
