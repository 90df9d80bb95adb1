program APlusB;
var
  n, i: longint;
  a, b: int64;
  inputBuffer, outputBuffer: array[0..65535] of char;
begin
  SetTextBuf(input, inputBuffer);
  SetTextBuf(output, outputBuffer);
  read(n);
  for i := 1 to n do
  begin
    read(a, b);
    writeln(a + b);
  end;
end.
