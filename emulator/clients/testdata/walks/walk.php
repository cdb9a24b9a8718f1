<?php
// Walks a Heimdall link's life by curl; the first argument is a secret id.
const BASE = 'https://sandbox.belvo.com';

function ask(string $method, string $url, ?array $body = null): array
{
    global $argv;
    $curl = curl_init($url);
    curl_setopt_array($curl, [
        CURLOPT_CUSTOMREQUEST => $method,
        CURLOPT_RETURNTRANSFER => true,
        CURLOPT_USERPWD => $argv[1] . ':password',
        CURLOPT_HTTPHEADER => ['Content-Type: application/json'],
    ]);
    if ($body !== null) {
        curl_setopt($curl, CURLOPT_POSTFIELDS, json_encode($body));
    }
    $answer = curl_exec($curl);
    must($answer !== false, curl_error($curl));
    return [curl_getinfo($curl, CURLINFO_RESPONSE_CODE), json_decode($answer, true)];
}

function must(bool $fact, mixed $said): void
{
    if (!$fact) {
        fwrite(STDERR, json_encode($said) . "\n");
        exit(1);
    }
}

[$status, $link] = ask('POST', BASE . '/api/links/', [
    'institution' => 'heimdall_mx_retail', 'username' => 'user_valid', 'password' => 'pass_valid',
]);
must($status === 201, $link);
[$status, $refused] = ask('POST', BASE . '/api/accounts/', ['link' => $link['id']]);
must($status === 428, $refused);
[, $waiting] = ask('GET', BASE . '/api/links/?status=token_required');
must($waiting['results'][0]['id'] === $link['id'], $waiting);
[$status, $healed] = ask('PATCH', BASE . '/api/links/', [
    'session' => $refused[0]['session'], 'link' => $link['id'], 'token' => '111111',
]);
must([$status, $healed['status']] === [200, 'valid'], $healed);

$walked = 0;
for ($next = BASE . '/api/institutions/?page_size=7'; $next !== null; $next = $page['next']) {
    must(str_starts_with($next, BASE . '/'), $next);
    [, $page] = ask('GET', $next);
    $walked += count($page['results']);
}
echo "walked $walked institutions\n";
