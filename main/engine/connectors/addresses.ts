import { AppError } from '../../../shared/contract/errors.ts';

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

export const isLoopback = (url: URL): boolean => LOOPBACK.test(url.hostname);

/** An address that may be talked to: https, or http on this computer. `name` is the setting that it comes from. */
export function checkedAddress(text: string, name: string, label: string): URL {
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    throw new AppError('connection.address', 'fixInput', `${label}: "${text.slice(0, 100)}" is not an address. Enter one such as https://api.example.com.`, { field: name });
  }
  if (url.username || url.password) throw new AppError('connection.address', 'fixInput', `${label}: leave user name and password out of the address.`, { field: name });
  if (url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url))) return url;
  throw new AppError('connection.insecure', 'fixInput', `${label}: ${url.host} is not reached over TLS. Use an address that starts with https://.`, { field: name });
}

/** Names and values of a query, encoded so that old ASP.NET servers read it too: `$filter` stays as it is, a space is %20. */
export const queryText = (query: Readonly<Record<string, string>> | undefined): string =>
  query === undefined ? '' : Object.entries(query).map(([name, value], index) => `${index === 0 ? '?' : '&'}${name}=${encodeURIComponent(value)}`).join('');
