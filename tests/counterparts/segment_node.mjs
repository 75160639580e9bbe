// Tells the house what a server tells, by Segment's own client for Node: node segment_node.mjs ADDRESS WRITE_KEY
import { Analytics } from "@segment/analytics-node";

const [host, writeKey] = process.argv.slice(2);
const analytics = new Analytics({ host, writeKey, flushAt: 4, maxRetries: 1 });
const troubles = [];
analytics.on("error", (trouble) => troubles.push(trouble));
analytics.identify({ userId: "7", traits: { email: "aru@mail.example" } });
analytics.track({ userId: "7", event: "Order Completed", properties: { order_id: "A-1", revenue: 1500.5, currency: "KZT" } });
analytics.page({ anonymousId: "anna", name: "Front" });
analytics.screen({ anonymousId: "anna", name: "Basket" });
analytics.group({ userId: "7", groupId: "firm" });
analytics.alias({ userId: "7", previousId: "anna" });
await analytics.closeAndFlush({ timeout: 10_000 });
console.log(JSON.stringify({ troubles }));
