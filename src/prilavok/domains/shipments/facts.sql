-- What was promised of goods that lay ready since, or should by now: kept, told (late, but the customer heard of it
-- before the promised time) or broken; null while it is not over. Cancelled ones promise nothing any more.
CREATE VIEW fact_promise AS
SELECT p.shipment_id AS shipment, p.place_id AS place, p.ready_by, s.ready_at, p.told_at,
       CASE WHEN s.kind = 'deliver' THEN
                CASE WHEN s.state <> 'delivered' THEN NULL
                     WHEN s.ended_at <= p.ready_by THEN 'kept'
                     WHEN p.told_at <= p.ready_by THEN 'told'
                     ELSE 'broken' END
            WHEN s.ready_at <= p.ready_by OR (s.ready_at IS NULL AND s.state = 'collected' AND s.ended_at <= p.ready_by)
                THEN 'kept'
            WHEN s.ready_at IS NULL AND s.state <> 'collected' THEN NULL
            WHEN p.told_at <= p.ready_by THEN 'told'
            ELSE 'broken' END AS outcome
FROM shipments_promise p JOIN shipments_shipment s ON s.id = p.shipment_id
WHERE s.state <> 'cancelled';
