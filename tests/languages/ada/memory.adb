procedure Memory is
   type Numbers is array (1 .. 131_072) of Long_Float;
   type Block;
   type Link is access Block;
   type Block is record
      Data : Numbers;
      Next : Link;
   end record;
   All_Blocks, Fresh : Link;
begin
   loop
      Fresh := new Block;
      Fresh.Data := (others => 1.5);
      Fresh.Next := All_Blocks;
      All_Blocks := Fresh;
   end loop;
end Memory;
