import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore } from '../../../main/engine/store/open-store.ts';
import { sql } from '../../../main/engine/store/sql.ts';
import type { EngineCaller } from '../../../main/hosts/caller.ts';
import { RESOURCES } from '../../../main/hosts/host-options.ts';
import type { AiSettings } from '../../../shared/contract/ai.ts';
import type { SchemaField } from '../../../shared/contract/connections.ts';
import { ConnectionId } from '../../../shared/values/id.ts';
import { folder, newEngine } from '../../support/new-engine.ts';
import type { TestEngine, TestEngineOptions } from '../../support/new-engine.ts';

export const SHOP = ConnectionId.parse('con_shop');
export const ERP = ConnectionId.parse('con_erp');
export const PAIR = { sourceConnection: SHOP, sourceEntity: 'Order', targetConnection: ERP, targetEntity: 'cases' };

export const field = (path: string, more: Partial<SchemaField> = {}): SchemaField => ({ path, label: path, type: 'text', maxLength: null, required: false, readOnly: false, custom: false, choices: [], description: '', concept: null, samples: [], ...more });

/** Fields of which the offline matcher is not sure: several could be meant. */
export const SOURCES = [
  field('GeneralInfo.ReferenceNum', { description: 'The order number of the channel', samples: ['203-1234567-1234567'] }), field('GeneralInfo.SecondaryReference', { samples: ['B-77'] }), field('GeneralInfo.ExternalReferenceNum'),
  field('CustomerInfo.Name', { samples: ['A••• B•••'] }), field('CustomerInfo.Company'), field('Notes', { samples: ['leave at the door'] }), field('GeneralInfo.Source', { samples: ['AMAZON'] }), field('GeneralInfo.SubSource', { samples: ['Amazon UK'] }),
  field('TotalsInfo.Subtotal', { type: 'money', samples: ['12.50'] }), field('TotalsInfo.TotalCharge', { type: 'money', samples: ['15.00'] }), field('ShippingInfo.PostageCost', { type: 'money' }),
];
export const TARGETS = [
  field('their_reference', { maxLength: 20, required: true }), field('second_reference', { maxLength: 30 }), field('buyer', { maxLength: 60 }), field('remarks', { maxLength: 60 }), field('channel', { maxLength: 12 }), field('amount_due', { type: 'money' }), field('carriage_charge', { type: 'money' }), field('external_number'),
];

/** Making the people and the connections takes a while: the usual ones are made once, then the file is copied. */
let usual: Promise<string> | null = null;

async function connectedFile({ sources, targets }: { sources: readonly SchemaField[]; targets: readonly SchemaField[] }): Promise<string> {
  const made = await newEngine();
  await made.close();
  const store = openStore({ file: made.file, migrations: `${RESOURCES}/migrations` });
  const entity = (name: string, fields: readonly SchemaField[], canWrite: boolean) => ({ name, label: name, canRead: true, canWrite, fields });
  store.transaction(db => {
    for (const [id, system, schema] of [[SHOP, 'linnworks', [entity('Order', sources, false)]], [ERP, 'sage200', [entity('cases', targets, true)]]] as const) {
      db.run(sql`INSERT INTO connection (id, system, label, environment, settings, state, state_text, schema) VALUES (${id}, ${system}, ${system}, 'Sandbox', '{}', 'ready', '', ${JSON.stringify(schema)})`);
    }
  });
  store.close();
  const kept = mkdtempSync(join(tmpdir(), 'tieout-connected-'));
  process.once('exit', () => rmSync(kept, { recursive: true, force: true }));
  copyFileSync(made.file, join(kept, 'tieout.sqlite'));
  return join(kept, 'tieout.sqlite');
}

/** An engine on a file with two connections whose fields were discovered; their systems have no template for these entities. */
export async function mappedEngine(options: TestEngineOptions = {}): Promise<TestEngine> {
  const file = join(folder(), 'tieout.sqlite');
  copyFileSync(await (usual ??= connectedFile({ sources: SOURCES, targets: TARGETS })), file);
  return newEngine({ ...options, file });
}

export const settingsFor = (url: string, more: Partial<AiSettings> = {}): AiSettings => ({ enabled: true, baseUrl: url, model: 'pretend-1', currency: 'USD', inputPriceMicro: 2_500_000, outputPriceMicro: 10_000_000, monthlyCapMicro: 5_000_000, timeoutSeconds: 5, ...more });

export async function switchOn(engine: TestEngine, url: string, more: Partial<AiSettings> = {}, key = 'the-secret-key'): Promise<EngineCaller> {
  const admin = await engine.as('admin');
  const { rev } = await admin.ai.state({});
  await admin.ai.save({ settings: settingsFor(url, more), rev, key });
  return admin;
}

/** Everything that the audit trail says, newest first. */
export async function trail(engine: TestEngine, action: string): Promise<{ actor: string; detail: Record<string, unknown> }[]> {
  const auditor = await engine.as('auditor');
  const { rows } = await auditor.audit.list({ page: { start: 0, end: 500, sort: [], filter: { action } } });
  return rows.map(({ actor, detail }) => ({ actor, detail: JSON.parse(detail) as Record<string, unknown> }));
}
