package Sums is
   function Add (A, B : Integer) return Integer is (A + B);
end Sums;
