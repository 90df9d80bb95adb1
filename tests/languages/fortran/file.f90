program file_attempt
  integer :: status
  open (10, file='/etc/passwd', status='old', action='read', iostat=status)
  if (status == 0) then
    print '(a)', 'done'
  else
    print '(a)', 'refused'
  end if
end program
