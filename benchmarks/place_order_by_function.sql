-- The same by one call of the function that the flow calls.
SELECT p.* FROM (SELECT * FROM nth_quote WHERE nth = (SELECT nextval('nth_next'))) AS q, place_quoted_order(
    q.quote, q.leaf, 'site', NULL, '{source}', gen_random_uuid(), '{day}', '{keep}', 'placed', 'unpaid', 'open',
    gen_random_uuid(), ARRAY[q.leaf], NULL, repeat('ab', 40), md5(q.quote||'') || md5(q.leaf||''), 'leaf',
    q.leaf, '{at}') AS p;
