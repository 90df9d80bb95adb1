program aplusb
  implicit none
  integer :: n, i
  integer(8) :: a, b
  read (*, *) n
  do i = 1, n
    read (*, *) a, b
    write (*, '(i0)') a + b
  end do
end program
