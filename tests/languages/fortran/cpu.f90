program cpu
  implicit none
  integer(8) :: n, i, x
  read (*, *) n
  x = 1
  do i = 1, n
    x = mod(x * 16807_8, 2147483647_8)
  end do
  write (*, '(i0)') x
end program
