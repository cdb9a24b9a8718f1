// First requests that work as they are, in three languages.
export const languages = [
  { name: 'curl', title: 'curl' }, { name: 'node', title: 'Node' }, { name: 'python', title: 'Python' },
];

const texts = {
  curl: (url, { id, password }) => `curl -s -u ${id}:${password} ${url}/api/links/ \\
  -H 'Content-Type: application/json' \\
  -d '{"institution": "heimdall_mx_retail",
       "username": "user_valid", "password": "pass_valid"}'`,
  node: (url, { id, password }) => `const belvo = require('belvo').default; // npm install belvo

(async () => {
  const client = new belvo('${id}', '${password}', '${url}');
  await client.connect();
  console.log(await client.links.register('heimdall_mx_retail', 'user_valid', 'pass_valid'));
})();`,
  python: (url, { id, password }) => `from belvo.client import Client  # pip install belvo-python

client = Client("${id}", "${password}", "${url}")
link = client.Links.create("heimdall_mx_retail", "user_valid", "pass_valid")
print(link)`,
};

/** snippet is a request that registers a link. */
export const snippet = (language, url, keys) => texts[language](url, keys);

const words = /('[^']*'|"[^"]*")|(\b(?:const|await|async|require|from|import|print|curl)\b)|((?:\/\/|#) .*$)/gm;

/** coloured is a snippet as parts: texts, words of the language, comments. */
export function coloured(text) {
  const parts = [];
  let at = 0;
  for (const match of text.matchAll(words)) {
    parts.push(['', text.slice(at, match.index)], [match[1] ? 's' : match[2] ? 'l' : 'c', match[0]]);
    at = match.index + match[0].length;
  }
  return [...parts, ['', text.slice(at)]];
}
