with Ada.Integer_Text_IO; use Ada.Integer_Text_IO;

procedure Overflow is
   function Depth (N : Integer) return Integer is
      Local : Integer := N with Volatile;
   begin
      return 1 + Depth (Local) + Local;
   end Depth;
begin
   Put (Depth (0), Width => 0);
end Overflow;
