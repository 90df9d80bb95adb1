read -r n
x=1
for ((i = 0; i < n; i++)); do
  ((x = x * 16807 % 2147483647))
done
echo "$x"
