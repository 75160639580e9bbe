"""A payment page on this machine, for trials: JSON over HTTP, by the page in prilavok.sandboxes.pay_page."""
