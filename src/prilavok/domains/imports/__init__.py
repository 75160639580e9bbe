"""Taking-in of sources: runs, slices, refused rows, and that it all adds up.

Words: import, slice, refused row, date shift; list, mapping, check, own key of a row.
"""
