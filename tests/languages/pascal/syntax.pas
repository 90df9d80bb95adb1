program Syntax;
var
  x: longint;
begin
  x := 'text';
end.
