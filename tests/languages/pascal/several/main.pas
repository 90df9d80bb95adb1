program Several;
uses Sums;
var a, b: longint;
begin
  readln(a, b);
  writeln(Add(a, b));
end.
