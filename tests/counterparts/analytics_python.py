"""Tells the house what a server tells, by Segment's former client for Python: analytics_python.py ADDRESS WRITE_KEY"""

import json
import sys

from analytics.client import Client  # type: ignore[import-not-found]

host, write_key = sys.argv[1:]
troubles: list[str] = []
options = {"host": host, "gzip": True, "upload_size": 20, "upload_interval": 0.05, "max_retries": 1}
client = Client(write_key, on_error=lambda trouble, _batch: troubles.append(str(trouble)), **options)
client.identify("7", {"email": "aru@mail.example"})
for number in range(50):
    client.track("7", "Product Viewed", {"sku": f"sku-{number}"})
client.page(anonymous_id="anna", name="Front")
client.screen(anonymous_id="anna", name="Basket")
client.group("7", "firm")
client.alias("anna", "7")
client.flush()
client.join()
print(json.dumps({"troubles": troubles}))
