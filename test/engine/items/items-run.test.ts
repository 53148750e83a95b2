import assert from 'node:assert/strict';
import { afterAll, beforeAll, describe, test } from 'vitest';
import type { Run } from '../../../shared/contract/runs.ts';
import { cleanUp } from '../../support/new-engine.ts';
import { newWorkspace } from '../../support/new-workspace.ts';
import { itemsWorkspace } from './items-workspace.ts';
import type { ItemsWorkspace } from './items-workspace.ts';

const SLOW_MS = 60_000;

/** The law of every run, and that this one is through. */
function told({ state, counts, message }: Run): { posted: number; failed: number; message: string } {
  assert.equal(state, 'finished', message);
  assert.equal(counts.read, counts.posted + counts.held + counts.failed + counts.skipped + counts.inDoubt + counts.waiting);
  assert.deepEqual([counts.waiting, counts.inDoubt, counts.held], [0, 0, 0]);
  return { posted: counts.posted, failed: counts.failed, message };
}

describe('Clarity and Sage Pro: whoever is followed, the other is told', () => {
  let workspace: ItemsWorkspace;
  beforeAll(async () => {
    workspace = await itemsWorkspace('clarity-sagepro');
  }, SLOW_MS);
  afterAll(cleanUp);

  const count = (code: string, quantity: string) => workspace.erp('PUT', `/inventory/${code}/MAIN`, { OnHand: quantity });
  const onShelf = async (sku: string) => (await workspace.shop('GET', `/inventory/${sku}`))['quantityOnHand'];
  const inSage = async (code: string) => (await workspace.erp('GET', `/inventory/${code}/MAIN`))['OnHand'];
  const inventory = async () => told(await workspace.run('inventory'));
  const products = async () => told(await workspace.run('products'));

  test('what Sage Pro counted reaches the shop in whole pieces, and what only one side knows is named', async () => {
    await count('MUG-WHT', '17.500');
    await count('JAR-KIL1', '-2.000');
    const run = await workspace.run('inventory');
    const { posted, message } = told(run);
    assert.deepEqual([posted, await onShelf('MUG-WHT'), await onShelf('JAR-KIL1')], [2, 17, 0]);
    assert.match(message, /Only in Clarity: MUG-BLU2, /);
    assert.match(message, /Only in Sage Pro: WIDGET-10\./);
    assert.match(message, /Below zero in Sage Pro, told as 0: JAR-KIL1\./);
    assert.match(message, /Too finely counted in Sage Pro, told rounded down: MUG-WHT\./);
    assert.deepEqual(run.steps, [{ step: 'stockLevel', label: 'Stock levels told', queued: 0, posted: 2, failed: 0, inDoubt: 0 }]);
    assert.equal(run.counts.read, run.counts.skipped + 2);
  }, SLOW_MS);

  test('run again, nothing is told', async () => {
    const before = await workspace.shopCalls('PUT inventory');
    assert.equal((await inventory()).posted, 0);
    assert.equal(await workspace.shopCalls('PUT inventory'), before);
  }, SLOW_MS);

  test('the same count told before is told again when the shop says something else by now', async () => {
    await workspace.shop('PUT', '/inventory/MUG-WHT', { quantityOnHand: 99 });
    assert.equal((await inventory()).posted, 1);
    assert.equal(await onShelf('MUG-WHT'), 17);
  }, SLOW_MS);

  test('a lost answer is looked at, not repeated', async () => {
    await count('MUG-WHT', '18.000');
    const before = await workspace.shopCalls('PUT inventory');
    await workspace.shopFaults('timeout-after-write:1');
    assert.equal((await inventory()).posted, 1);
    assert.deepEqual([await onShelf('MUG-WHT'), await workspace.shopCalls('PUT inventory')], [18, before + 1]);
  }, SLOW_MS);

  test('a SKU that is an alias of an item has that item’s count', async () => {
    await workspace.change({ skuAliases: [{ sku: 'mug-blu2', itemCode: 'MUG-BLU' }] });
    await count('MUG-BLU', '23.000');
    assert.doesNotMatch((await inventory()).message, /MUG-BLU2/);
    assert.deepEqual([await onShelf('MUG-BLU2'), await onShelf('MUG-BLU')], [23, 23]);
  }, SLOW_MS);

  test('a count that the shop refuses waits for a person, is not sent again by itself, and a newer one takes its place', async () => {
    await count('TIN-BRD', '10000001.000');
    assert.deepEqual([(await inventory()).failed, (await workspace.people.operator.deadLetters.causes({})).length], [1, 1]);
    const before = await workspace.shopCalls('PUT inventory');
    assert.equal((await inventory()).failed, 1);
    assert.equal(await workspace.shopCalls('PUT inventory'), before);
    await count('TIN-BRD', '5.000');
    const { posted, failed } = await inventory();
    assert.deepEqual([posted, failed, await onShelf('TIN-BRD'), (await workspace.people.operator.deadLetters.causes({})).length], [1, 0, 5, 0]);
  }, SLOW_MS);

  test('sent again by a person, a refused count goes out with the next look at both sides', async () => {
    await count('TIN-BRD', '10000002.000');
    await inventory();
    const [cause] = await workspace.people.operator.deadLetters.causes({});
    const { rows: [letter] } = await workspace.people.operator.deadLetters.list({ cause: cause?.key ?? '', page: { start: 0, end: 10 } });
    await count('TIN-BRD', '6.000');
    await workspace.people.operator.deadLetters.requeue({ ids: [letter?.id ?? ''] });
    await workspace.engine.idle();
    const [latest] = await workspace.people.operator.runs.list({});
    assert.deepEqual([latest?.workflow, latest?.state, await onShelf('TIN-BRD')], ['inventory', 'finished', 6]);
  }, SLOW_MS);

  test('paused on its way, a run goes on with what both sides say by then: a newer count takes the place of one that was not sent, and each is told once', async () => {
    const { data } = (await workspace.shop('GET', '/inventory?limit=40')) as { data: { sku: string }[] };
    const known = data.map(({ sku }) => sku).filter(sku => /^(TOWEL|CUSH|KNIFE|BOARD|PAN|RUG|FRAME|VASE|CNDL|BSKT|SHADE|LAMP|JAR-KIL6|BOWL|PLATE|MIRR|HOOK|SHELF|STOOL)/.test(sku));
    assert.ok(known.length > 20, `${known.length} items`);
    for (const sku of known) await count(sku, '500.000');
    const before = await workspace.shopCalls('PUT inventory');
    const stop = workspace.engine.onEvent(({ name, payload }) => {
      if (name !== 'runProgress' || (payload as { step: string }).step !== 'Telling stock levels') return;
      stop();
      void workspace.people.operator.runs.pause({ id: (payload as { runId: Run['id'] }).runId });
    });
    const paused = await workspace.run('inventory');
    const levels = await Promise.all(known.map(async sku => [sku, await onShelf(sku)] as const));
    const [waiting = ''] = levels.find(([, level]) => level !== 500) ?? [];
    assert.deepEqual([paused.state, paused.counts.waiting], ['paused', levels.filter(([, level]) => level !== 500).length]);
    await count(waiting, '7.000');
    assert.equal(told(await workspace.resume(paused)).posted, known.length);
    for (const sku of known) assert.equal(await onShelf(sku), sku === waiting ? 7 : 500, sku);
    assert.equal(await workspace.shopCalls('PUT inventory'), before + known.length);
  }, SLOW_MS);

  test('with the shop followed, Sage Pro is told, and what the shop should have been told before is dropped', async () => {
    await count('TIN-BRD', '10000003.000');
    assert.equal((await inventory()).failed, 1);
    await workspace.change({ stockMaster: 'shop' });
    await workspace.shop('PUT', '/inventory/MUG-WHT', { quantityOnHand: 33 });
    const before = await workspace.shopCalls('PUT inventory');
    const { failed, message } = await inventory();
    assert.deepEqual([failed, await inSage('MUG-WHT'), await inSage('TIN-BRD')], [0, '33.000', '6.000']);
    assert.match(message, /Several items of Clarity have this one code in Sage Pro, so nobody could say which counts: MUG-BLU\./);
    assert.deepEqual([(await inventory()).posted, await workspace.shopCalls('PUT inventory')], [0, before]);
  }, SLOW_MS);

  test('list prices: three decimals of Sage Pro reach the shop, and none is told twice', async () => {
    await workspace.erp('PUT', '/products/MUG-WHT', { WebPrice: '9.995' });
    await workspace.erp('PUT', '/products/JAR-KIL1', { WebPrice: '0.000', Price: '0.000' });
    const { posted, message } = await products();
    assert.ok(posted > 1);
    assert.equal((await workspace.shop('GET', '/products/MUG-WHT'))['price'], '9.995');
    assert.match(message, /Without a price in Sage Pro: JAR-KIL1\./);
    assert.equal((await products()).posted, 0);
  }, SLOW_MS);

  test('with the shop’s prices followed, Sage Pro has them with its own decimals', async () => {
    await workspace.change({ priceMaster: 'shop' });
    await workspace.shop('PUT', '/products/MUG-WHT', { price: '10.1235' });
    await products();
    const { WebPrice, Price } = await workspace.erp('GET', '/products/MUG-WHT');
    assert.equal(WebPrice, '10.124');
    assert.notEqual(Price, WebPrice, 'what others pay stays as it is');
    assert.equal((await products()).posted, 0);
  }, SLOW_MS);
});

describe('Clarity and Sage 100: the gateway only reads items', () => {
  let workspace: ItemsWorkspace;
  beforeAll(async () => {
    workspace = await itemsWorkspace('clarity-sage100');
  }, SLOW_MS);
  afterAll(cleanUp);

  test('the shop has Sage’s count and price again', async () => {
    await workspace.shop('PUT', '/inventory/MUG-WHT', { quantityOnHand: 1 });
    const { price } = await workspace.shop('GET', '/products/MUG-WHT');
    await workspace.shop('PUT', '/products/MUG-WHT', { price: '1.00' });
    assert.equal(told(await workspace.run('inventory')).posted, 1);
    assert.equal(told(await workspace.run('products')).posted, 1);
    assert.deepEqual([(await workspace.shop('GET', '/inventory/MUG-WHT'))['quantityOnHand'], (await workspace.shop('GET', '/products/MUG-WHT'))['price']], [40, price]);
  }, SLOW_MS);

  test('with the shop followed, the run is refused with Sage 100’s own sentence before anything is read, and the workflow’s page says it', async () => {
    await workspace.change({ stockMaster: 'shop', priceMaster: 'shop' });
    const before = await workspace.shopCalls('GET inventory');
    const { state, message } = await workspace.run('inventory');
    assert.equal(state, 'paused');
    assert.match(message, /Inventory, step levels: The gateway takes no stock adjustments: staff enter them in Sage\. Let the other side follow/);
    assert.equal(await workspace.shopCalls('GET inventory'), before);
    const problems = (await workspace.people.auditor.workflows.list({})).flatMap(one => one.problems.map(problem => [one.document.key, problem.step]));
    assert.deepEqual(problems, [['inventory', 'levels'], ['products', 'prices']]);
  }, SLOW_MS);
});

describe('Linnworks and Sage 200', () => {
  afterAll(cleanUp);

  test('what Sage counted reaches Linnworks once; list prices have no workflow here, and stock the other way is refused', async () => {
    const workspace = await newWorkspace({ orders: 4, seed: 3 });
    const { linnworks, sage200 } = workspace.sandboxes;
    const ask = async (url: string, method: string, headers: Record<string, string>, body: unknown): Promise<unknown> => {
      const answer = await fetch(url, { method, headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) });
      assert.ok(answer.ok, `${answer.status} ${url}`);
      return answer.json();
    };
    await ask(`${sage200.url}/api/v1/stockitems/MUG-WHT`, 'PUT', { authorization: `Bearer ${sage200.credentials.gateway.apiKey}`, 'x-sage-company': '3' }, { StockLevel: 17.5 });
    const { applicationId, applicationSecret, token } = linnworks.credentials;
    const { Token } = (await ask(`${linnworks.url}/api/Auth/AuthorizeByApplication`, 'POST', {}, { ApplicationID: applicationId, ApplicationSecret: applicationSecret, Token: token })) as { Token: string };
    const levelOf = async (sku: string): Promise<number | undefined> => {
      const [item] = (await ask(`${linnworks.url}/api/Stock/GetStockItemsFull`, 'POST', { authorization: Token }, { keyword: sku, entriesPerPage: 10, pageNumber: 1, dataRequirements: ['StockLevels'] })) as { StockLevels: { StockLevel: number }[] }[];
      return item?.StockLevels[0]?.StockLevel;
    };
    const first = told(await workspace.run('inventory'));
    assert.deepEqual([first.posted > 0, await levelOf('MUG-WHT')], [true, 17]);
    assert.match(first.message, /Only in Sage 200: GIFT-CAFE/, 'a kit has the level of its parts');
    assert.equal(told(await workspace.run('inventory')).posted, 0);
    assert.match((await workspace.run('products')).message, /There is no workflow/);
    await workspace.change(settings => ({ ...settings, stockMaster: 'shop' }));
    assert.match((await workspace.run('inventory')).message, /Sage 200’s own interface takes no stock adjustments: staff enter them in Sage\./);
  }, SLOW_MS);
});
