       identification division.
       program-id. syntax-error.
       procedure division.
           move 1 to undeclared
           stop run.
