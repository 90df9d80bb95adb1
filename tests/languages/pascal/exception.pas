program Boom;
begin
  writeln(stderr, 'boom');
  RunError(217);
end.
