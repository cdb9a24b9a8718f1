#!/bin/sh
# A CI job in a shell: an application meets Belvo's test bank Heimdall, its user heals the link in
# the widget, and the journal is asked whether the application has made the right requests. No
# browser, no sleep. It needs sh, curl and sed; BELVO_EMULATOR is the program, if it is not on the
# path. Under "belvo-emulator exec" it uses the emulator that is there, else it starts its own.
set -eu
emulator=${BELVO_EMULATOR:-belvo-emulator}
folder=$(mktemp -d)
started=
# shellcheck disable=SC2064 # the folder is this one
trap "kill \$started 2>/dev/null || true; wait; rm -r '$folder'" EXIT

if [ -z "${BELVO_API_URL:-}" ]; then
  mkfifo "$folder/out"
  "$emulator" --listen 127.0.0.1:0 --clock manual --seed 1 --log-level warn \
    --ready-file "$folder/ready" >"$folder/out" &
  started=$!
  read -r _ <"$folder/out" # the ready line comes when it serves; without one this is the end
  BELVO_API_URL=$(sed -n 's/^url=//p' "$folder/ready")
fi
keys=${BELVO_SECRET_ID:-SECRET_ID}:${BELVO_SECRET_PASSWORD:-SECRET_PASSWORD}
control=$BELVO_API_URL/__emulator/v1

# call STATUS METHOD URL [BODY] makes a request with the keys, which must be answered so.
call() {
  status=$(curl -sS -u "$keys" -X "$2" "$3" -H 'Content-Type: application/json' \
    -H "X-Belvo-Emulator-Control-Token: ${BELVO_EMULATOR_CONTROL_TOKEN:-}" -d "${4:-}" \
    -o "$folder/answer" -w '%{http_code}')
  if [ "$status" != "$1" ]; then
    echo "$2 $3 was answered $status, not $1:" >&2
    cat "$folder/answer" >&2
    exit 1
  fi
}
# text FIELD prints the first such field of the last answer.
text() { sed "s/.*\"$1\":\"\\([^\"]*\\)\".*/\\1/;q" "$folder/answer"; }

# What an application does. Yours would be here, with BELVO_API_URL as its base URL.
call 201 POST "$BELVO_API_URL/api/links/" \
  '{"institution": "heimdall_mx_retail", "username": "user_valid", "password": "pass_valid"}'
link=$(sed 's/^{"id":"\([^"]*\)".*/\1/' "$folder/answer")
call 428 POST "$BELVO_API_URL/api/accounts/" "{\"link\": \"$link\"}"
call 200 GET "$BELVO_API_URL/api/links/?status=token_required"
call 200 POST "$BELVO_API_URL/api/token/" '{"id": "'"${keys%%:*}"'", "password": "'"${keys#*:}"'",
  "link_id": "'"$link"'", "scopes": "read_institutions,write_links,read_links"}'
token=$(text access)

# What its user does in the widget: the first token is wrong.
call 200 POST "$control/widget" \
  '{"access_token": "'"$token"'", "answers": {"token": ["999999", "111111"]}, "timeout": "60s"}'
grep -q '"success":true' "$folder/answer" || { cat "$folder/answer" >&2; exit 1; }

call 200 GET "$BELVO_API_URL/api/links/$link/"
[ "$(text status)" = valid ]

# Were these its requests, in this order and no others?
call 200 POST "$control/requests/verify" '{"exactly": true, "among": {"auth": "basic"}, "calls": [
  {"method": "POST", "path": "/api/links/", "status": 201},
  {"method": "POST", "path": "/api/accounts/", "body": {"link": "'"$link"'"}, "code": "token_required"},
  {"method": "GET", "path": "/api/links/", "query": {"status": "token_required"}},
  {"method": "GET", "path": "/api/links/'"$link"'/"}]}'
call 200 POST "$control/requests/verify" '{"method": "POST", "path": "/api/token/",
  "body": {"link_id": "'"$link"'"}, "times": {"exactly": 1}}'
echo "Link $link is valid again, and the application made the right requests."
