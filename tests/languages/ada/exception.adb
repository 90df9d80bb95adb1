procedure Boom is
begin
   raise Program_Error with "boom";
end Boom;
