# It asks for accounts again and again while the bank or the server is in trouble. The right way is to give up after
# a while.
. "$(dirname "$0")/common.sh"

register erebor_mx_retail
tries=0
while :; do
  call POST /api/accounts/ '{"link": "'"$link"'"}'
  case $status in
  200 | 201) exit 0 ;;
  000 | 5*) ;;
  *) case $answer in *institution_down*) ;; *) give_up "there are no accounts: $status" ;; esac ;;
  esac
  tries=$((tries + 1))
  [ "${FIXED:-}" = 1 ] && [ $tries = 8 ] && give_up "the bank is down"
done
