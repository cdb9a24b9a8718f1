// It takes for granted that the widget ends with its callback, and crashes when the user leaves it otherwise: the
// access token has expired, the bank has refused the password. The right way is to look at how the widget ended.
import { call, fixed, giveUp } from './common.mjs';

const token = await call('POST', '/api/token/', {
  id: process.env.BELVO_SECRET_ID, password: process.env.BELVO_SECRET_PASSWORD,
  scopes: 'read_institutions,write_links,read_links',
});
if (token.status !== 200) giveUp(`there is no access token: ${token.status}`);
const visit = await call('POST', '/__emulator/v1/widget', {
  access_token: token.body.access, timeout: '30s',
  answers: { institution: 'erebor_mx_retail', username: 'bnk100', password: 'pass_valid' },
});
const success = visit.body.calls?.find((made) => made.function === 'callback');
if (fixed && !success) giveUp('the user has left the widget');
const link = success.arguments[0];
const got = await call('GET', `/api/links/${link}/`);
if (got.status !== 200) giveUp(`the link cannot be read: ${got.status}`);
process.exit(0);
