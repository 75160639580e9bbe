"""The company's places and legal entities: where goods lie and people are served.

Never holds stock itself. Words: place, legal entity, hours, zone.
"""
