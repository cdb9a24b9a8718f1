// It answers 500 to a webhook of a link that it does not know yet, because the webhook came before the answer to
// the registration. The right way is to keep the webhook and to look at it later.
import { fixed, giveUp, receive, register, until } from './common.mjs';

const links = new Map(); // the codes of the webhooks of each link
const early = [];
await receive((event) => {
  const codes = links.get(event.link_id);
  if (codes) codes.push(event.webhook_code);
  else if (fixed) early.push(event);
  else return 500;
  return 200;
});
const link = await register('erebor_mx_retail');
links.set(link, early.filter((event) => event.link_id === link).map((event) => event.webhook_code));
if (!(await until(() => links.get(link).includes('historical_update')))) giveUp('no webhook came');
process.exit(0);
