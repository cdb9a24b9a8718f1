# It lists accounts until there are some, and goes on for ever where a user has none. The right way is to take an
# empty list for an answer after a while.
. "$(dirname "$0")/common.sh"

register erebor_mx_retail
call POST /api/accounts/ '{"link": "'"$link"'"}'
case $status in 200 | 201) ;; *) give_up "there are no accounts: $status" ;; esac
tries=0
while :; do
  call GET "/api/accounts/?link=$link"
  [ "$status" = 200 ] || give_up "the accounts cannot be listed: $status"
  case $answer in *'"results":[{'*) exit 0 ;; esac
  tries=$((tries + 1))
  [ "${FIXED:-}" = 1 ] && [ $tries = 8 ] && give_up "the user has no accounts"
done
