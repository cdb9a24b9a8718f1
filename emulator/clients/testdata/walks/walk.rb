# Walks a Heimdall link's life by net/http; the first argument is a secret id.
require 'json'
require 'net/http'

BASE = 'https://sandbox.belvo.com'

def ask(method, url, body = nil)
  uri = URI(url)
  request = Net::HTTP.const_get(method).new(uri, 'Content-Type' => 'application/json')
  request.basic_auth(ARGV[0], 'password')
  request.body = JSON.generate(body) if body
  answer = Net::HTTP.start(uri.host, uri.port, use_ssl: true) { |http| http.request(request) }
  [answer.code.to_i, JSON.parse(answer.body)]
end

def must(fact, said)
  abort(said.to_s) unless fact
end

status, link = ask(:Post, "#{BASE}/api/links/",
                   institution: 'heimdall_mx_retail', username: 'user_valid', password: 'pass_valid')
must(status == 201, link)
status, refused = ask(:Post, "#{BASE}/api/accounts/", link: link['id'])
must(status == 428, refused)
_, waiting = ask(:Get, "#{BASE}/api/links/?status=token_required")
must(waiting['results'][0]['id'] == link['id'], waiting)
status, healed = ask(:Patch, "#{BASE}/api/links/",
                     session: refused[0]['session'], link: link['id'], token: '111111')
must([status, healed['status']] == [200, 'valid'], healed)

walked = 0
following = "#{BASE}/api/institutions/?page_size=7"
while following
  must(following.start_with?("#{BASE}/"), following)
  _, page = ask(:Get, following)
  walked += page['results'].length
  following = page['next']
end
puts "walked #{walked} institutions"
