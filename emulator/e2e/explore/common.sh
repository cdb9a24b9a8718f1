# What the applications for the shell have in common. With FIXED=1 in its environment an application does right
# what it does wrong otherwise.
set -u
folder=$(mktemp -d)
trap 'rm -r "$folder"' EXIT

# call METHOD PATH [BODY] sets $status, 000 when there is no answer, and $answer.
call() {
  status=$(curl -s -m 10 -u "$BELVO_SECRET_ID:$BELVO_SECRET_PASSWORD" -X "$1" -H 'Content-Type: application/json' \
    ${3:+-d "$3"} -o "$folder/answer" -w '%{http_code}' "$BELVO_API_URL$2") || status=000
  answer=$(cat "$folder/answer" 2>/dev/null)
}

give_up() {
  echo "FAIL: $*" >&2
  exit 1
}

# register INSTITUTION sets $link.
register() {
  call POST /api/links/ '{"institution": "'"$1"'", "username": "bnk100", "password": "pass_valid"}'
  [ "$status" = 201 ] || give_up "the user cannot be registered: $status"
  link=$(echo "$answer" | sed 's/^{"id":"\([^"]*\)".*/\1/')
}
