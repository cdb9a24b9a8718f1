// Times, durations and short names as the page shows them. All times are UTC, as the API's are.
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const two = (n) => String(n).padStart(2, '0');

export const time = (at) => at.slice(11, 19);
export function day(at, year = false) {
  const d = new Date(at);
  return `${d.getUTCDate()} ${months[d.getUTCMonth()]}` + (year ? ` ${d.getUTCFullYear()}` : '');
}
export const dayTime = (at) => `${day(at)} ${time(at)}`;
export function clockTime(ms) {
  const d = new Date(ms);
  return `${two(d.getUTCHours())}:${two(d.getUTCMinutes())}:${two(d.getUTCSeconds())}`;
}

const units = [['d', 86400], ['h', 3600], ['min', 60], ['s', 1]];

/** duration is milliseconds in the two largest units, such as 2 h 37 min. */
export function duration(ms) {
  let left = Math.round(Math.abs(ms) / 1000);
  const parts = [];
  for (const [unit, seconds] of units) {
    const n = Math.floor(left / seconds);
    left -= n * seconds;
    if (n > 0 && parts.length < 2) parts.push(`${n} ${unit}`);
    else if (parts.length > 0) break;
  }
  return parts.join(' ') || '0 s';
}

/** ago is how long before now something was, in words. */
export function ago(ms) {
  if (ms < 1500) return 'now';
  return duration(ms).split(' ').slice(0, 2).join(' ') + ' ago';
}

export const short = (id) => (id || '').slice(0, 8);

/** shortPath shortens the ids in a path. */
export const shortPath = (path) =>
  path.replace(/([0-9a-f]{8})-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, '$1…');

/** statusClass colours an HTTP status. */
export function statusClass(status) {
  if (status === 428) return 's428';
  if (status >= 500 || status === 0) return 's5';
  return status >= 400 ? 's4' : 's2';
}

/** initials are the letters of an institution's tile. */
export const initials = (name) => name.split(/[\s_]+/).map((w) => w[0]).slice(0, 2).join('').toUpperCase();

/** plainName is an institution's name without what stands in brackets. */
export const plainName = (name) => name.replace(/ \(.*/, '');
