program recursion
  implicit none
  integer :: n
  read (*, *) n
  write (*, '(i0)') depth(n)
contains
  recursive function depth(n) result(d)
    integer, intent(in) :: n
    integer :: d
    integer, volatile :: local
    local = n
    d = 0
    if (local > 0) d = 1 + depth(local - 1)
  end function
end program
