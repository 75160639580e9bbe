"""`python -m prilavok.doors.cli`, for a tree that is used in place."""

import sys

from prilavok.doors.cli import main

sys.exit(main())
