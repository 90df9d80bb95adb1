program syntax
  implicit none
  undeclared = 1
end program
