with Ada.Text_IO; use Ada.Text_IO;

procedure File_Attempt is
   F : File_Type;
begin
   Open (F, In_File, "/etc/passwd");
   Put_Line ("done");
exception
   when others =>
      Put_Line ("refused");
end File_Attempt;
