with Ada.Integer_Text_IO; use Ada.Integer_Text_IO;

procedure Recursion is
   N : Integer;
   function Depth (N : Integer) return Integer is
      Local : Integer := N with Volatile;
   begin
      if Local = 0 then
         return 0;
      else
         return 1 + Depth (Local - 1);
      end if;
   end Depth;
begin
   Get (N);
   Put (Depth (N), Width => 0);
end Recursion;
