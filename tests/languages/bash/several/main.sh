. "${BASH_SOURCE%/*}/sums.sh"
read -r a b
add "$a" "$b"
