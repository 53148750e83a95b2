import { enableCompileCache } from 'node:module';
import { AppError } from '../../shared/contract/errors.ts';
import { commands, usage } from './cli/commands.ts';
import { parseArguments } from './cli/arguments.ts';

// What a command loads is kept compiled by Node itself, in its own folder for that: the next start takes half as long.
enableCompileCache();

/** The third door: the engine for automation, servers and measuring. Output on stdout, everything else on stderr. */
async function main(words: readonly string[]): Promise<number> {
  const [name = '', ...rest] = words;
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (!command) {
    if (name !== '' && name !== '--help' && name !== 'help') process.stderr.write(`tieout: there is no command ${name}\n\n`);
    process.stderr.write(usage());
    return name === '--help' || name === 'help' ? 0 : 2;
  }
  const parsed = parseArguments(rest, command.options);
  if (parsed.help) {
    process.stderr.write(`${command.summary}\n\n${command.usage}\n`);
    return 0;
  }
  return command.run(parsed);
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  // One line with the reason; the stack only when asked for, since it is for us.
  process.stderr.write(`tieout: ${error instanceof Error ? error.message : String(error)}\n`);
  if (process.env['TIEOUT_STACK'] && error instanceof Error) process.stderr.write(`${error.stack ?? ''}\n`);
  process.exitCode = error instanceof AppError || error instanceof RangeError ? 2 : 1;
  process.exit();
}
