{$mode objfpc}
program ProcessAttempt;
uses SysUtils;
begin
  try
    if ExecuteProcess('/bin/sh', '-c "exit 0"') = 0 then writeln('done') else writeln('refused');
  except
    writeln('refused');
  end;
end.
