// What the applications for Node have in common: their requests, and how they give up.
import http from 'node:http';

const keys = `${process.env.BELVO_SECRET_ID}:${process.env.BELVO_SECRET_PASSWORD}`;

// With FIXED=1 in its environment an application does right what it does wrong otherwise.
export const fixed = process.env.FIXED === '1';

export function giveUp(why) {
  console.error(`FAIL: ${why}`);
  process.exit(1);
}

// call makes a request; the status is 0 when there is no answer that can be read.
export async function call(method, path, body, token) {
  const authorization = token ? `Bearer ${token}` : `Basic ${Buffer.from(keys).toString('base64')}`;
  const options = { method, timeout: 10_000, headers: { authorization, 'content-type': 'application/json' } };
  try {
    return await new Promise((answered, failed) => {
      const request = http.request(process.env.BELVO_API_URL + path, options, (response) => {
        let text = '';
        response.on('data', (part) => { text += part; }).on('error', failed).on('end', () => {
          try {
            answered({ status: response.statusCode, body: JSON.parse(text) });
          } catch (error) {
            failed(error);
          }
        });
      });
      request.on('timeout', () => request.destroy()).on('error', failed).end(body && JSON.stringify(body));
    });
  } catch {
    return { status: 0, body: [] };
  }
}

// register returns the id of a new link.
export async function register(institution) {
  const { status, body } = await call('POST', '/api/links/',
    { institution, username: 'bnk100', password: 'pass_valid', access_mode: 'recurrent' });
  if (status !== 201) giveUp(`the user cannot be registered: ${status} ${body[0]?.code}`);
  return body.id;
}

// receive has the webhooks of the sandbox sent to a receiver, which returns the status of its answer.
export async function receive(receiver) {
  const server = http.createServer(async (request, response) => {
    let text = '';
    for await (const part of request) text += part;
    response.writeHead(receiver(JSON.parse(text))).end();
  });
  await new Promise((ready) => server.listen(0, '127.0.0.1', ready));
  const { status } = await call('POST', '/__emulator/v1/webhooks/endpoints',
    { url: `http://127.0.0.1:${server.address().port}/` });
  if (status !== 200 && status !== 201) giveUp(`no webhooks can be received: ${status}`);
}

export const sleep = (ms) => new Promise((done) => setTimeout(done, ms));

// until waits until something holds, and says whether it does in the end.
export async function until(holds) {
  for (let i = 0; i < 200 && !holds(); i++) await sleep(20);
  return holds();
}
