// Reads every resource that Belvo's own SDK knows, against the emulator at the URL given as the
// only argument: asks for the data, lists it, looks at one object and removes it. Each resource
// that holds prints a line; the first that does not ends it.
'use strict';

const assert = require('node:assert/strict');
const { randomUUID } = require('node:crypto');
const belvo = require('belvo').default;

const client = new belvo(randomUUID(), 'sees-everything', process.argv[2]);

// The logins, by institution.
const users = {
  erebor_mx_retail: ['bnk100', 'full'],
  tatooine_mx_fiscal: ['fiscal100', 'full'],
  tatooine_co_fiscal: ['fiscal100', 'full'],
  planet_mx_employment: ['BLPM951331IONVGR54', 'fake-password'],
};

const day = (ago) => new Date(Date.now() - ago * 86400000).toISOString().slice(0, 10);
const year = Number(day(0).slice(0, 4));
const lastMonth = day(31);
const whole = [day(360), { dateTo: day(0) }];

const firstAccount = async (link) => (await client.accounts.retrieve(link))[0].id;

// The resources: the SDK's name, where there is such data, and what retrieve takes after the link;
// a function finds it out.
const resources = [
  ['accounts', 'erebor_mx_retail', [{ saveData: true }]],
  ['transactions', 'erebor_mx_retail', whole],
  ['balances', 'erebor_mx_retail', whole],
  ['owners', 'erebor_mx_retail', []],
  ['incomes', 'erebor_mx_retail', []],
  ['recurringExpense', 'erebor_mx_retail', []],
  ['riskInsights', 'erebor_mx_retail', []],
  ['investmentsPortfolios', 'erebor_mx_retail', []],
  ['statements', 'erebor_mx_retail', [firstAccount, lastMonth.slice(0, 4), Number(lastMonth.slice(5, 7)), { attachPDF: true }]],
  ['invoices', 'tatooine_mx_fiscal', [day(90), day(0), 'OUTFLOW', { attachXML: true }]],
  ['taxReturns', 'tatooine_mx_fiscal', [String(year - 1), String(year - 1), { type: 'yearly', attachPDF: true }]],
  ['taxRetentions', 'tatooine_mx_fiscal', [day(360), day(0), 'OUTFLOW']],
  ['taxStatus', 'tatooine_mx_fiscal', [{ attachPDF: true }]],
  ['taxComplianceStatus', 'tatooine_mx_fiscal', [{ attachPDF: true }]],
  ['taxDeclarations', 'tatooine_co_fiscal', [String(year - 1), String(year - 1)]],
  ['employmentRecords', 'planet_mx_employment', [{ attachPDF: true }]],
];

async function read([name, institution, rest]) {
  const [username, password] = users[institution];
  const link = await client.links.register(institution, username, password, { accessMode: 'single' });
  const resource = client[name];
  const given = await Promise.all(rest.map((it) => (typeof it === 'function' ? it(link.id) : it)));
  const answer = await resource.retrieve(link.id, ...given);
  const read = Array.isArray(answer) ? answer : [answer];
  assert.ok(read.length > 0, `${name}: nothing was read`);
  const listed = await resource.list({ limit: 1000, filters: { link: link.id } });
  assert.equal(listed.length, read.length, `${name}: the list has as many as were read`);
  const one = await resource.detail(listed[0].id);
  assert.deepEqual(one, listed[0], `${name}: an object is the same in the list`);
  assert.equal(await resource.delete(one.id), true, `${name}: an object can be removed`);
  await assert.rejects(resource.detail(one.id), (error) => error.statusCode === 404);
  console.log(`${name}: ${read.length}`);
}

async function main() {
  await client.connect();
  const institutions = await client.institutions.list();
  assert.ok(institutions.length > 16);
  await client.institutions.detail(institutions[0].id);
  for (const resource of resources) await read(resource);
  console.log('all resources hold');
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
