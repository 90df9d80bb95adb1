       identification division.
       program-id. hoard.
       data division.
       working-storage section.
       01 block-pointer pointer.
       procedure division.
           perform until 1 = 2
               allocate 1048576 characters initialized returning block-pointer
           end-perform
           stop run.
