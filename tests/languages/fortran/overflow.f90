program overflow
  implicit none
  write (*, '(i0)') depth(0)
contains
  recursive function depth(n) result(d)
    integer, intent(in) :: n
    integer :: d
    integer, volatile :: local
    local = n
    d = 1 + depth(local + 1) + local
  end function
end program
