       identification division.
       program-id. endless.
       procedure division.
           perform until 1 = 2
               continue
           end-perform
           stop run.
