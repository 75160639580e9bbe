"""An order to home taken at the store's tablet, on a phone too: each label above its field, all of one width."""

import pytest
from tests.browser.walks import Walk
from tests.conftest import OwnDatabase
from tests.delivery_world import open_town
from tests.long_form import only_long

_FIELDS = "main form[action$='/home/order'] .field"
_WIDTHS = """fields => fields.map(one => {
    const [label, field] = [one.querySelector('span'), one.querySelector('input, select')].map(
        each => each.getBoundingClientRect());
    return [Math.round(field.left), Math.round(field.width), label.bottom <= field.top];
})"""


@only_long
@pytest.mark.usefixtures("quick_passwords")
def test_a_seller_takes_an_order_to_home(own_shop: OwnDatabase, served: str, browser: object) -> None:
    town = open_town((0, 5), (4, 4))
    walk = Walk(browser, served)
    address = f"/tablet/home?variant={town.counter.variant}&quantity=1&q=card-3"
    for page in walk.pages.values():
        page.goto("/tablet/home")
        page.select_option("#standing-place", str(town.store))
        page.click(".standing button")
    walk.shows(address, "tablet-sell-home")
    for face in walk.pages.values():
        fields = face.locator(_FIELDS).evaluate_all(_WIDTHS)
        assert len(fields) == 5 and len({(left, width) for left, width, _above in fields}) == 1, fields
        assert all(above for _left, _width, above in fields), fields
    assert walk.troubles == []
