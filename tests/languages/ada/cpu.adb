with Ada.Long_Long_Integer_Text_IO; use Ada.Long_Long_Integer_Text_IO;

procedure Cpu is
   N, X : Long_Long_Integer;
begin
   Get (N);
   X := 1;
   for I in 1 .. N loop
      X := X * 16807 mod 2147483647;
   end loop;
   Put (X, Width => 0);
end Cpu;
