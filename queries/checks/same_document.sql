-- title: Documents that are there twice
-- about: Documents that are the same to the byte as another, under another name; what they hold counts twice.
-- grain: document
-- rule: document-twice
-- severity: warning
-- why: A copy doubles every payment in it, and every figure has a second source that is none.
-- fix: Take one of the two out of raw/.
WITH one AS (
    SELECT sha256, MIN(document) AS first, COUNT(*) AS copies FROM document WHERE sha256 IS NOT NULL GROUP BY sha256
)
SELECT
    document.document AS document,
    'a document of its own is expected; this one is the same to the byte as ' || one.first || ', and what it holds counts twice' AS message,
    one.first AS other_document
FROM document
JOIN one ON document.sha256 = one.sha256
WHERE one.copies > 1 AND document.document <> one.first
ORDER BY document
