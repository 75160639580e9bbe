// Ten events in one batch by Segment's own client for Node, one with a title cut inside a letter: node segment_odd.mjs ADDRESS WRITE_KEY
import { Analytics } from "@segment/analytics-node";

const [host, writeKey] = process.argv.slice(2);
const analytics = new Analytics({ host, writeKey, flushAt: 10, maxRetries: 0 });
const troubles = [];
analytics.on("error", (trouble) => troubles.push(trouble));
for (let number = 0; number < 9; number++) {
  analytics.track({ userId: "7", event: "Product Viewed", properties: { sku: `sku-${number}`, price: NaN } });
}
analytics.page({ anonymousId: "anna", properties: { title: "Сумка 😀".slice(0, -1) } });
await analytics.closeAndFlush({ timeout: 10_000 });
console.log(JSON.stringify({ troubles }));
