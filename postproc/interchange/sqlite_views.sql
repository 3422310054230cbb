CREATE VIEW edges_named AS
SELECT e.id, a.short_name AS caller, b.short_name AS callee, e.kind, e.certain, e.passes, s.file, s.line, e.count,
       e.caller AS caller_id, e.callee AS callee_id
FROM program_edge e JOIN "function" a ON a.id = e.caller JOIN "function" b ON b.id = e.callee
     LEFT JOIN site s ON s.id = e.site;

CREATE VIEW kernels AS
SELECT f.id, f.short_name AS name, f.full_name, f.identity, f.written,
       (SELECT group_concat(DISTINCT nullif(k.max_threads, '')) FROM kernel k WHERE k."function" = f.id) AS max_threads,
       (SELECT group_concat(DISTINCT nullif(k.min_blocks, '')) FROM kernel k WHERE k."function" = f.id) AS min_blocks,
       (SELECT count(*) FROM launch l WHERE l.kernel = f.id) AS launches
FROM "function" f WHERE f.flags & 1 AND f.shown;

CREATE VIEW launches AS
SELECT l.id, a.short_name AS caller, k.short_name AS kernel, k.full_name AS kernel_full_name, l.api,
       l.grid, l.block, l.shared_memory, l.stream, l.attributes,
       l.grid_x, l.grid_y, l.grid_z, l.block_x, l.block_y, l.block_z, l.shared_memory_value,
       s.file, s.line, l.passes, l.units, l.caller AS caller_id, l.kernel AS kernel_id
FROM launch l JOIN "function" a ON a.id = l.caller LEFT JOIN "function" k ON k.id = l.kernel
     LEFT JOIN site s ON s.id = l.site;

CREATE VIEW operators AS
SELECT f.id AS name_id, f.short_name AS name, b.kind, b."key", b.module, b.schema, b.parameters,
       t.short_name AS target, t.parameters AS target_parameters, s.file, s.line, b.target AS target_id,
       EXISTS (SELECT 1 FROM program_edge e WHERE e.callee = f.id AND e.kind <> 'bind') AS called,
       EXISTS (SELECT 1 FROM binding o WHERE o.name = f.id AND o.target IS NOT NULL)
       OR EXISTS (SELECT 1 FROM program_edge e WHERE e.caller = f.id AND e.kind = 'bind') AS bound
FROM "function" f LEFT JOIN binding b ON b.name = f.id LEFT JOIN "function" t ON t.id = b.target
     LEFT JOIN site s ON s.id = b.site
WHERE f.shown AND (f.flags & 16384 OR b.id IS NOT NULL);

-- Which functions reach which kernels.
CREATE VIEW reaches_kernel AS
WITH RECURSIVE up(kernel, "function") AS (
    SELECT e.callee, e.caller FROM program_edge e JOIN kernels k ON k.id = e.callee WHERE e.kind <> 'address'
    UNION
    SELECT up.kernel, e.caller FROM up JOIN program_edge e ON e.callee = up."function" WHERE e.kind <> 'address')
SELECT kernel, "function" FROM up;

-- Who calls whom, each pair once.
CREATE VIEW calls AS SELECT DISTINCT caller, callee FROM program_edge WHERE kind <> 'address';

-- Kernels, and the functions that reach one.
CREATE VIEW leads_to_kernel AS
WITH RECURSIVE up("function") AS (
    SELECT id FROM kernels
    UNION
    SELECT e.caller FROM up JOIN program_edge e ON e.callee = up."function" WHERE e.kind <> 'address')
SELECT "function" FROM up;

-- Chains that end at a kernel and have no other on them, from any start, the shortest first: 100,000 of at most 48
-- steps. More of one function: the query in SQLITE.md that begins there.
CREATE VIEW chains_to_kernel AS
WITH RECURSIVE link AS MATERIALIZED (SELECT caller, callee FROM calls),
chain(kernel, start, steps, numbers, names) AS (
    SELECT k.id, k.id, 0, '/' || k.id || '/', k.name FROM kernels k
    UNION ALL
    SELECT c.kernel, l.caller, c.steps + 1, '/' || l.caller || c.numbers, f.short_name || ' -> ' || c.names
    FROM chain c JOIN link l ON l.callee = c.start JOIN "function" f ON f.id = l.caller
    WHERE NOT f.flags & 1 AND c.steps < 48 AND instr(c.numbers, '/' || l.caller || '/') = 0
    LIMIT 100000 + (SELECT count(*) FROM kernels))
SELECT kernel, start, steps, names AS chain, numbers FROM chain WHERE steps > 0;
