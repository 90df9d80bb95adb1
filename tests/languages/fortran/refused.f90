program refused
  implicit none
  real(8), allocatable :: x(:)
  integer(8) :: n
  n = 2_8 ** 43
  allocate (x(n))
  x(1) = 1
  print *, x(1)
end program
