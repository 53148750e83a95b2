import assert from 'node:assert/strict';
import { join } from 'node:path';
import { connectBoth } from '../../../main/hosts/cli/demo-connect.ts';
import type { EngineCaller } from '../../../main/hosts/caller.ts';
import type { PairName } from '../../../main/hosts/pairs/pair.ts';
import { pairs } from '../../../main/hosts/pairs/pairs.ts';
import { GUESTS, seedWorkspace } from '../../../main/hosts/sandbox-workspace.ts';
import type { Role } from '../../../shared/contract/method.ts';
import type { Run } from '../../../shared/contract/runs.ts';
import type { Settings } from '../../../shared/contract/settings.ts';
import { afterwards, folder, newEngine, testClock } from '../../support/new-engine.ts';
import type { TestEngine } from '../../support/new-engine.ts';
import { OCTOBER } from '../../support/new-workspace.ts';

type Row = Readonly<Record<string, unknown>>;
type Ask = (method: 'GET' | 'PUT' | 'POST', path: string, body?: unknown) => Promise<Row>;

export type ItemsWorkspace = TestEngine & {
  people: Record<Role, EngineCaller>;
  /** What the systems' own people see and do, past Tieout. */
  shop: Ask; erp: Ask;
  /** The shop's sandbox does wrong from now on. */
  shopFaults(...names: string[]): Promise<void>;
  /** How often the shop was asked, by method and list. */
  shopCalls(call: string): Promise<number>;
  run(workflow: Run['workflow']): Promise<Run>;
  resume(run: Run): Promise<Run>;
  change(edit: Partial<Settings>): Promise<void>;
};

async function answered(answer: Response): Promise<Row> {
  const text = await answer.text();
  assert.ok(answer.ok, `${answer.status} ${text}`);
  return JSON.parse(text) as Row;
}

const asking = (base: string, headers: Record<string, string>): Ask => async (method, path, body) =>
  answered(await fetch(`${base}${path}`, { method, headers: { ...headers, 'content-type': 'application/json' }, ...(body === undefined ? {} : { body: JSON.stringify(body) }) }));

/** Clarity and an ERP behind a gateway, connected, in the state in which their sandboxes begin. */
export async function itemsWorkspace(pair: Exclude<PairName, 'linnworks-sage200'>): Promise<ItemsWorkspace> {
  const dir = folder();
  const world = pairs[pair].makeWorld({ seed: 3, orders: 4 });
  const running = await pairs[pair].start({ world, dir, shopPort: undefined, erpPort: undefined, rateLimits: 'off' });
  afterwards(() => running.close());
  const test = await newEngine({ clock: testClock({ tickMs: 1, patienceMs: 5 }) });
  await seedWorkspace(test.engine, { ...running, pair, world }, join(dir, 'workspace'));
  const roles = await Promise.all(GUESTS.map(async ({ role }) => [role, await test.as(role)] as const));
  // GUESTS holds one person of each role.
  const people = Object.fromEntries(roles) as ItemsWorkspace['people'];
  await connectBoth(running, people);
  const [shopForm, erpForm] = running.connections;
  assert.ok(shopForm && erpForm);
  const basic = btoa(`${shopForm.settings['clientId']}:${shopForm.secrets['clientSecret']}`);
  const { access_token: token } = await answered(await fetch(`${running.shopUrl}/oauth/token`, { method: 'POST', headers: { authorization: `Basic ${basic}` }, body: new URLSearchParams({ grant_type: 'client_credentials' }) }));
  const ended = async (id: Run['id']): Promise<Run> => {
    await test.engine.idle();
    assert.deepEqual(test.mistakes, []);
    return people.auditor.runs.get({ id });
  };
  return {
    ...test, people,
    shop: asking(`${running.shopUrl}/api/v1`, { authorization: `Bearer ${String(token)}` }),
    erp: asking(erpForm.settings['gatewayUrl'] ?? '', { authorization: `Bearer ${erpForm.secrets['apiKey']}`, 'x-sage-company': erpForm.settings['companyCode'] ?? '' }),
    shopFaults: async (...faults) => void (await asking(running.shopUrl, {})('POST', '/sandbox/faults', { faults })),
    shopCalls: async call => ((await asking(running.shopUrl, {})('GET', '/sandbox/books')) as { calls: Record<string, number> }).calls[call] ?? 0,
    run: async workflow => ended((await people.operator.runs.start({ workflow, period: OCTOBER })).id),
    resume: async ({ id }) => ended((await people.operator.runs.resume({ id })).id),
    async change(edit) {
      const { settings, rev } = await people.admin.settings.get({});
      await people.admin.settings.save({ settings: { ...settings, ...edit }, rev });
    },
  };
}
