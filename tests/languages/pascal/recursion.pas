program Recursion;
var
  n: longint;

function Depth(n: longint): longint;
begin
  if n = 0 then Depth := 0 else Depth := 1 + Depth(n - 1);
end;

begin
  read(n);
  writeln(Depth(n));
end.
