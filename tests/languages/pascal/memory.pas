program Memory;
var
  block: pointer;
begin
  while true do
  begin
    GetMem(block, 1048576);
    FillChar(block^, 1048576, 1);
  end;
end.
