WITH RECURSIVE depth(n, d) AS (
  SELECT CAST(line AS INTEGER), 0 FROM input
  UNION ALL
  SELECT n - 1, d + 1 FROM depth WHERE n > 0
)
SELECT max(d) FROM depth;
