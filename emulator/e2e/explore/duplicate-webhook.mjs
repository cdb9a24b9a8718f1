// It adds up what webhooks say about new transactions, and counts one twice that comes twice. The right way is to
// remember webhook_id.
import { call, fixed, giveUp, receive, register, sleep, until } from './common.mjs';

const seen = new Set();
let total = 0;
let came = false;
await receive((event) => {
  if (event.webhook_type !== 'TRANSACTIONS' || event.webhook_code !== 'historical_update') return 200;
  if (!fixed || !seen.has(event.webhook_id)) total += event.data.total_transactions;
  seen.add(event.webhook_id);
  came = true;
  return 200;
});
const link = await register('erebor_mx_retail');
if (!(await until(() => came))) giveUp('no webhook came');
await sleep(100);
const list = await call('GET', `/api/transactions/?link=${link}&page_size=1`);
if (list.status !== 200) giveUp(`the transactions cannot be listed: ${list.status}`);
if (list.body.count !== total) giveUp(`the dashboard shows ${total} transactions, and there are ${list.body.count}`);
process.exit(0);
