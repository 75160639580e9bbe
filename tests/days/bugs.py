"""Bugs to be planted in a house that works: each takes out one thing that keeps an invariant, and names who must see it.

A bug is a text replaced in an installed function of the database, or a trigger that swallows rows; what was there is
put back afterwards. docs/under-fire.md has the same list: a test compares them.
"""

from tests.days.bugs_beside_sales import BUGS_BESIDE_SALES
from tests.days.bugs_of_sales import BUGS_OF_SALES

BUGS = (*BUGS_OF_SALES, *BUGS_BESIDE_SALES)
