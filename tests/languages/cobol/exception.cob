       identification division.
       program-id. boom.
       procedure division.
           display "boom" upon syserr
           call "nothing"
           stop run.
