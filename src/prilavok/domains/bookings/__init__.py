"""Times promised to people: services, who or what gives them and when, bookings with the seats they take.

It never moves stock or money. Words: service, resource (a master, a room, a table), seat, working hours, exception,
slot, booking, kept, missed.
"""
