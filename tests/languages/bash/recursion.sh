depth() {
  if (($1 == 0)); then
    result=0
  else
    depth $(($1 - 1))
    ((++result))
  fi
}
read -r n
depth "$n"
echo "$result"
