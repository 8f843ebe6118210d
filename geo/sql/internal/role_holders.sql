-- Purpose: who may do what in this database.
-- Parameters: reader, editor = names of the group roles.
-- Columns: role = owner, superuser, editor or reader, the most of what an account may; name; login =
--          whether one can log in under that name.
SELECT DISTINCT ON (r.rolname)
       h.role, r.rolname::text AS name, r.rolcanlogin AS login
FROM pg_roles AS r
CROSS JOIN LATERAL (
    VALUES (1, 'owner', r.oid = (SELECT nspowner FROM pg_namespace WHERE nspname = 'atlas')),
           (2, 'superuser', r.rolsuper),
           (3, 'editor', pg_has_role(r.oid, to_regrole(quote_ident(:editor))::oid, 'MEMBER')),
           (4, 'reader', pg_has_role(r.oid, to_regrole(quote_ident(:reader))::oid, 'MEMBER'))
) AS h (place, role, holds)
WHERE h.holds AND (r.rolcanlogin OR r.rolname NOT IN (:reader, :editor))
ORDER BY r.rolname, h.place
