SELECT CAST(substr(line, 1, instr(line, ' ') - 1) AS INTEGER)
     + CAST(substr(line, instr(line, ' ') + 1) AS INTEGER)
FROM input WHERE rowid > 1 ORDER BY rowid;
