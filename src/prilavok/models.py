"""Every table of the house in one place, so that Django keeps one line of migrations."""

from prilavok.domains.audiences.models import *  # noqa: F403
from prilavok.domains.catalog.models import *  # noqa: F403
from prilavok.domains.customers.models import *  # noqa: F403
from prilavok.domains.imports.models import *  # noqa: F403
from prilavok.domains.loyalty.models import *  # noqa: F403
from prilavok.domains.orders.models import *  # noqa: F403
from prilavok.domains.payments.models import *  # noqa: F403
from prilavok.domains.places.models import *  # noqa: F403
from prilavok.domains.pricing.models import *  # noqa: F403
from prilavok.domains.promotions.models import *  # noqa: F403
from prilavok.domains.staff.models import *  # noqa: F403
from prilavok.kit.arrivals.models import *  # noqa: F403
from prilavok.kit.clock.models import *  # noqa: F403
from prilavok.kit.db.models import *  # noqa: F403
from prilavok.kit.events.models import *  # noqa: F403
from prilavok.kit.files.models import *  # noqa: F403
from prilavok.kit.idempotency.models import *  # noqa: F403
from prilavok.kit.jobs.models import *  # noqa: F403
from prilavok.kit.ledger.models import *  # noqa: F403
from prilavok.kit.limits.models import *  # noqa: F403
from prilavok.kit.search.models import *  # noqa: F403
