"""Rights of the acts that came with the counter, for the roles an installation began with.

A shop keeps the rights it set itself; a verb that did not exist could not have been taken away from anybody.
"""

from django.db import migrations

_COMPANY = {
    "owner": (
        "baskets.change conversations.answer conversations.see customers.join hooks.keep orders.change"
        " orders.hand_over orders.place outbox.see payments.take shipments.pick"
    ),
    "manager": (
        "baskets.change conversations.answer conversations.see customers.join hooks.keep orders.change"
        " orders.hand_over orders.place outbox.see payments.take shipments.pick"
    ),
    "operator": "baskets.change conversations.answer conversations.see customers.join orders.change orders.place",
}
_PLACE = {"cashier": "orders.change orders.hand_over payments.take shipments.pick"}

_GIVE = """
    INSERT INTO staff_right (id, role_id, verb, scope)
    SELECT gen_random_uuid(), r.id, given.verb, %s FROM staff_role r, unnest(string_to_array(%s, ' ')) AS given (verb)
     WHERE r.code = %s AND NOT EXISTS (SELECT FROM staff_right s WHERE s.role_id = r.id AND s.verb = given.verb)
"""


class Migration(migrations.Migration):
    dependencies = [("prilavok", "0004_counter")]
    operations = [
        migrations.RunSQL([(_GIVE, [scope, verbs, role])], migrations.RunSQL.noop)
        for scope, roles in (("company", _COMPANY), ("place", _PLACE))
        for role, verbs in roles.items()
    ]
