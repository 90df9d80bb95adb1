       identification division.
       program-id. cpu.
       data division.
       working-storage section.
       01 line-text pic x(80).
       01 n pic s9(9) comp-5.
       01 x pic s9(18) comp-5 value 1.
       01 q pic s9(18) comp-5.
       01 shown pic -(18)9.
       procedure division.
           accept line-text
           compute n = function numval(line-text)
           perform n times
               multiply 16807 by x
               divide x by 2147483647 giving q remainder x
           end-perform
           move x to shown
           display function trim(shown)
           stop run.
