import assert from 'node:assert/strict';
import { afterEach, describe, test } from 'vitest';
import { cleanUp, newEngine, refusalOf } from '../../support/new-engine.ts';

describe('the company’s settings', () => {
  afterEach(cleanUp);

  test('begin with the usual books of a UK seller, at revision nil', async () => {
    const { settings, rev } = await (await (await newEngine()).as('auditor')).settings.get({});
    assert.deepEqual([rev, settings.timeZone, settings.invoiceMode, settings.taxCodes.map(({ rate }) => rate)], [0, 'Europe/London', 'sop', ['20', '5', '0']]);
  });

  test('two people change them at once: the second is told, and nothing of the first is lost', async () => {
    const { as } = await newEngine();
    const [admin, accountant] = [await as('admin'), await as('accountant')];
    const [mine, theirs] = [await admin.settings.get({}), await accountant.settings.get({})];
    await admin.settings.save({ settings: { ...mine.settings, holdAboveMinor: 100_000 }, rev: mine.rev });
    const error = await refusalOf(accountant.settings.save({ settings: { ...theirs.settings, carriageNominal: '4906' }, rev: theirs.rev }));
    assert.deepEqual([error.code, error.recovery], ['settings.stale', 'fixInput']);
    const { settings, rev } = await accountant.settings.get({});
    assert.deepEqual([settings.holdAboveMinor, settings.carriageNominal, rev], [100_000, '4905', 1]);
  });

  test('a restart keeps them', async () => {
    const before = await newEngine();
    const admin = await before.as('admin');
    const { settings, rev } = await admin.settings.get({});
    await admin.settings.save({ settings: { ...settings, skuAliases: [{ sku: 'MUG-BLU2', itemCode: 'MUG-BLU' }] }, rev });
    const after = await (await (await before.reopen()).as('auditor')).settings.get({});
    assert.deepEqual([after.rev, after.settings.skuAliases], [1, [{ sku: 'MUG-BLU2', itemCode: 'MUG-BLU' }]]);
  });

  test('the audit trail holds only what changed, before and after, with the reason', async () => {
    const { as } = await newEngine();
    const admin = await as('admin');
    const { settings, rev } = await admin.settings.get({});
    await admin.settings.save({ settings: { ...settings, erpConcurrency: 4 }, rev, reason: 'Sage has a bigger server' });
    const { rows } = await admin.audit.list({ page: { start: 0, end: 1, filter: { action: 'settings.save' } } });
    assert.deepEqual(JSON.parse(rows[0]?.detail ?? ''), { reason: 'Sage has a bigger server', before: { erpConcurrency: 2 }, after: { erpConcurrency: 4 } });
  });

  test('a value outside its limits names its field', async () => {
    const { as } = await newEngine();
    const admin = await as('admin');
    const { settings, rev } = await admin.settings.get({});
    const error = await refusalOf(admin.settings.save({ settings: { ...settings, erpConcurrency: 64 }, rev }));
    assert.deepEqual([error.code, error.field], ['input.invalid', 'settings.erpConcurrency']);
  });

  test('a fee contract rises step by step, and its last step is for any amount', async () => {
    const { as } = await newEngine();
    const admin = await as('admin');
    const { settings, rev } = await admin.settings.get({});
    const channel = { key: 'AMAZON/Amazon UK', label: 'Amazon UK', currency: 'GBP', customerPolicy: 'webSales' as const, customerReference: 'AMZGBP', clearingBank: '1250', bank: '1200', feeNominal: '7901', salesNominal: '4000', costCentre: '', department: '' };
    const step = (upToMinor: number | null) => ({ upToMinor, basisPoints: 800, flatMinor: 0 });
    for (const feeTiers of [[step(1_000)], [step(2_000), step(1_000), step(null)], [step(null), step(1_000)]]) {
      const error = await refusalOf(admin.settings.save({ settings: { ...settings, channels: [{ ...channel, feeTiers }] }, rev }));
      assert.equal(error.field, 'settings.channels.0.feeTiers');
    }
    for (const feeTiers of [[], [step(null)], [step(1_000), step(5_000), step(null)]]) {
      const { rev: now } = await admin.settings.get({});
      await admin.settings.save({ settings: { ...settings, channels: [{ ...channel, feeTiers }] }, rev: now });
    }
  });

  test('a time zone that does not exist is refused before a run can stumble over it', async () => {
    const { as } = await newEngine();
    const admin = await as('admin');
    const { settings, rev } = await admin.settings.get({});
    const error = await refusalOf(admin.settings.save({ settings: { ...settings, timeZone: 'Europe/Londinium' }, rev }));
    assert.equal(error.field, 'settings.timeZone');
  });
});
