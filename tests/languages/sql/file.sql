SELECT CASE WHEN readfile('/etc/passwd') IS NULL THEN 'refused' ELSE 'done' END;
