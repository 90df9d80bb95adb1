       identification division.
       program-id. aplusb.
       data division.
       working-storage section.
       01 line-text pic x(80).
       01 n pic s9(9) comp-5.
       01 first-text pic x(40).
       01 second-text pic x(40).
       01 total pic s9(18) comp-5.
       01 shown pic -(18)9.
       procedure division.
           accept line-text
           compute n = function numval(line-text)
           perform n times
               accept line-text
               unstring line-text delimited by space into first-text second-text
               compute total = function numval(first-text) + function numval(second-text)
               move total to shown
               display function trim(shown)
           end-perform
           stop run.
