program Loop;
begin
  while true do;
end.
