procedure Syntax is
   X : Integer := "text";
begin
   null;
end Syntax;
