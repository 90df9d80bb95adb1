program FileAttempt;
var
  f: text;
begin
  assign(f, '/etc/passwd');
  {$I-}
  reset(f);
  {$I+}
  if IOResult = 0 then writeln('done') else writeln('refused');
end.
