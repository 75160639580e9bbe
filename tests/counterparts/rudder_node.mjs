// The same by RudderStack's client, which labels gzip of JSON as a form: node rudder_node.mjs ADDRESS WRITE_KEY
import RudderAnalytics from "@rudderstack/rudder-sdk-node";

const [dataPlaneUrl, writeKey] = process.argv.slice(2);
const Client = RudderAnalytics.default ?? RudderAnalytics;
const client = new Client(writeKey, { dataPlaneUrl, flushAt: 20, gzip: true });
client.identify({ userId: "7", traits: { email: "aru@mail.example" } });
client.track({ userId: "7", event: "Product Added", properties: { sku: "nothing-of-ours", quantity: 2 } });
client.page({ anonymousId: "anna", name: "Front" });
await new Promise((resolve, reject) => client.flush((trouble) => (trouble ? reject(trouble) : resolve())));
console.log(JSON.stringify({ flushed: true }));
process.exit(0);
