program Overflow;

function Depth(n: longint): longint;
begin
  Depth := 1 + Depth(n + 1);
end;

begin
  writeln(Depth(0));
end.
