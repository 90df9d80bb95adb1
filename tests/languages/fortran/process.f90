program process_attempt
  integer :: code, status
  code = 1
  call execute_command_line('exit 0', exitstat=code, cmdstat=status)
  if (status == 0 .and. code == 0) then
    print '(a)', 'done'
  else
    print '(a)', 'refused'
  end if
end program
