"""Views for whoever opens a ledger with other tools: one row a statement, an article, a speaker; readable columns."""

VIEWS = {
    "statements": """
CREATE VIEW statements AS
SELECT s.n, s.speaker, s.words, s.form, s.basis, s.channel, s.channel_name, s.said_earliest AS said_from,
    s.said_latest AS said_to, CASE WHEN s.denial THEN 'yes' ELSE 'no' END AS denial, s.fate, s.outlet, s.published,
    v.title, v.url, s.score, s.review, p.name AS person, s.article_id AS article, v.number AS version, s.id
FROM statement s JOIN version v ON v.n = s.version LEFT JOIN person p ON p.n = s.person
WHERE s.is_latest AND s.review <> 'rejected'
""",
    "articles": """
CREATE VIEW articles AS
SELECT v.n, v.title, v.outlet, v.byline, v.published, v.url, v.language, v.number AS versions,
    (SELECT count(*) FROM statement s WHERE s.version = v.n AND s.review <> 'rejected') AS statements,
    CASE WHEN v.text IS NULL THEN 'yes' ELSE 'no' END AS forgotten, v.reader, a.at AS added, v.article_id AS article,
    v.text
FROM version v JOIN act a ON a.seq = v.act
WHERE v.is_latest
""",
    "speakers": """
CREATE VIEW speakers AS
SELECT p.n, p.name, p.kind, count(s.n) AS statements, count(DISTINCT s.article_id) AS articles,
    min(s.published) AS first_published, max(s.published) AS last_published, p.id
FROM person p JOIN statement s ON s.person = p.n
WHERE s.is_latest AND s.review <> 'rejected'
GROUP BY p.n, p.name, p.kind, p.id
""",
}
"""By name; the same in both databases."""
