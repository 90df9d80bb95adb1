       identification division.
       program-id. process-attempt.
       procedure division.
           call "SYSTEM" using "exit 0"
           if return-code = 0
               display "done"
           else
               display "refused"
           end-if
           move 0 to return-code
           stop run.
