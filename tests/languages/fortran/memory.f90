program memory
  implicit none
  type block
    real(8) :: data(131072)
    type(block), pointer :: next
  end type
  type(block), pointer :: all, new
  all => null()
  do
    allocate (new)
    new%data = 1.5d0
    new%next => all
    all => new
  end do
end program
