# Walks a Heimdall link's life by curl; the first argument is a secret id.
set -eu
base=https://sandbox.belvo.com
ask() { # METHOD URL WANTED-STATUS [BODY]
  answer=$(curl -sS -u "$id:password" -X "$1" "$2" -H 'Content-Type: application/json' -w '\n%{http_code}' ${4:+-d "$4"})
  case $answer in *"
$3") ;; *) echo "$1 $2: $answer" >&2; exit 1 ;; esac
}
field() { printf '%s' "$answer" | sed -n "s/.*\"$1\":\"\([^\"]*\)\".*/\1/p" | head -n 1; }
id=$1
ask POST $base/api/links/ 201 '{"institution": "heimdall_mx_retail", "username": "user_valid", "password": "pass_valid"}'
link=$(printf '%s' "$answer" | sed -n 's/^{"id":"\([^"]*\)".*/\1/p')
ask POST $base/api/accounts/ 428 "{\"link\": \"$link\"}"
session=$(field session)
ask GET "$base/api/links/?status=token_required" 200
case $answer in *"$link"*) ;; *) echo "the link is not found: $answer" >&2; exit 1 ;; esac
ask PATCH $base/api/links/ 200 "{\"session\": \"$session\", \"link\": \"$link\", \"token\": \"111111\"}"
[ "$(field status)" = valid ]
walked=0
next="$base/api/institutions/?page_size=7"
while [ -n "$next" ]; do
  case $next in $base/*) ;; *) echo "next is $next" >&2; exit 1 ;; esac
  ask GET "$next" 200
  walked=$((walked + $(printf '%s' "$answer" | grep -o '"display_name"' | wc -l)))
  next=$(field next)
done
echo "walked $walked institutions"
