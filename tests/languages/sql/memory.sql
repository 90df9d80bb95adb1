CREATE TABLE hoard(block);
WITH RECURSIVE forever(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM forever)
INSERT INTO hoard SELECT randomblob(1048576) FROM forever;
