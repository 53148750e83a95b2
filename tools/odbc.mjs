import { existsSync, readdirSync } from 'node:fs';
import { installOnDebian } from './debian.mjs';

const CLIENT = '/usr/bin/isql';
const LIBRARIES = '/usr/lib';

/** unixODBC's client with SQLite's driver, which stand in for Sage's data source in tests; on Debian as root they are installed when missing. */
export async function prepareOdbc() {
  if (!hasOdbc()) await installOnDebian('unixODBC for the tests of Sage 100', ['unixodbc', 'libsqliteodbc']);
  if (!hasOdbc()) process.stderr.write('Sage 100 over ODBC is not tested: install unixODBC and its SQLite driver (Debian: apt-get install unixodbc libsqliteodbc).\n');
}

/** Both are here: the client and the driver. */
export function hasOdbc() {
  return existsSync(CLIENT) && readdirSync(LIBRARIES).some(folder => existsSync(`${LIBRARIES}/${folder}/odbc/libsqlite3odbc.so`));
}
