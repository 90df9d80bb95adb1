program Cpu;
var
  n, x: int64;
begin
  read(n);
  x := 1;
  while n > 0 do
  begin
    x := x * 16807 mod 2147483647;
    dec(n);
  end;
  writeln(x);
end.
