const x = (1 + ;
