import assert from 'node:assert/strict';
import { afterEach, describe, test } from 'vitest';
import type { PurchaseOrder } from '../../shared/canonical/purchase-order.ts';
import type { Json, Session, StreamPage } from '../../main/engine/connectors/connector.ts';
import { linnworks } from '../../main/engine/connectors/linnworks/linnworks.ts';
import { toPurchaseOrder } from '../../main/engine/connectors/linnworks/purchase-order.ts';
import { sage200 } from '../../main/engine/connectors/sage200/sage200.ts';
import { purchasesOf, SUPPLIERS } from '../../main/sandboxes/world/purchases.ts';
import type { Period } from '../../shared/values/date.ts';
import { startProxy } from './fault-proxy.ts';
import { none, OCTOBER, world } from './profiles.ts';
import { cleanUp, connectLinnworks, connectSage, openWorkspace, startLinnworks, startSage } from './workspace.ts';

afterEach(cleanUp);

const purchases = purchasesOf(world);

async function shop() {
  const workspace = openWorkspace();
  const sandbox = await startLinnworks({ world });
  const proxy = await startProxy(sandbox.url);
  return { proxy, ...(await connectLinnworks(workspace, { ...sandbox, url: proxy.url })) };
}

async function pagesOf(session: Session, cursor: string | null = null, period: Period = OCTOBER): Promise<StreamPage<PurchaseOrder>[]> {
  const pages: StreamPage<PurchaseOrder>[] = [];
  for await (const page of linnworks.commerce?.purchaseOrders?.(session, { period, cursor, timeZone: 'Europe/London', signal: none() }) ?? assert.fail('it buys nothing')) pages.push(page);
  return pages;
}

const recordsIn = (pages: readonly StreamPage<PurchaseOrder>[]) => pages.flatMap(({ records }) => records);

describe('purchase orders of the shop', () => {
  test('are read whole, with their supplier and money to the penny, and those of another month are not', async () => {
    const { session } = await shop();
    const records = recordsIn(await pagesOf(session));
    assert.deepEqual(records.map(({ record }) => record && [record.reference, record.supplier.name, record.status, record.currency, record.grossMinor, record.taxMinor, record.lines.map(({ sku, quantity }) => [sku, quantity])]), purchases.map(purchase => [
      purchase.reference, purchase.supplier.name, purchase.status.toLowerCase(), purchase.supplier.currency,
      purchase.lines.reduce((sum, line) => sum + line.grossMinor, purchase.carriage?.grossMinor ?? 0), purchase.lines.reduce((sum, line) => sum + line.taxMinor, purchase.carriage?.taxMinor ?? 0),
      purchase.lines.map(({ product, quantity }) => [product.sku, quantity]),
    ]));
    assert.deepEqual(records.flatMap(({ record }) => record?.costs ?? []), [{ description: 'Carriage', grossMinor: 1800, taxMinor: 300, taxRate: '20' }]);
    assert.deepEqual(await pagesOf(session, null, '2026-08' as Period), []);
  });

  test('a reading that was cut short goes on; one that came to its end begins anew, since Linnworks notes no change', async () => {
    const { session, proxy } = await shop();
    proxy.rewrite('nothing', 'nothing');
    const [only] = await pagesOf(session);
    assert.equal(only?.cursor, '');
    assert.equal(recordsIn(await pagesOf(session, only.cursor)).length, purchases.length);
    const first = purchases[3] ?? assert.fail();
    const cut = JSON.stringify({ scope: OCTOBER, changed: `${first.orderedAt.slice(0, -1)}0000Z`, ids: [] });
    assert.deepEqual(recordsIn(await pagesOf(session, cut)).map(({ record }) => record?.reference), purchases.slice(3).map(({ reference }) => reference));
  });

  test('one that Linnworks lists and does not give, or of an unknown supplier, is told of and the others are read', async () => {
    const { session, proxy } = await shop();
    proxy.plan('/Get_PurchaseOrder', { kind: 'answer', status: 200, body: '{}' });
    proxy.plan('/GetSuppliers', { kind: 'alter', change: body => JSON.stringify((JSON.parse(body) as { SupplierName: string }[]).filter(({ SupplierName }) => SupplierName !== 'Maison Lumière SARL')) });
    const issues = recordsIn(await pagesOf(session)).flatMap(({ issue }) => issue ?? []);
    assert.match(issues[0] ?? '', /Purchase order PO4101: Linnworks lists it but does not give its record/);
    assert.equal(issues.filter(issue => /supplier is not among those/.test(issue)).length, purchases.filter(({ supplier }) => supplier.currency === 'EUR').length);
  });

  test('a money figure that does not prove itself is told, never guessed', () => {
    const header = { pkPurchaseID: 'p', ExternalInvoiceNumber: 'PO1', Status: 'OPEN', fkSupplierId: 's', Currency: 'GBP', DateOfPurchase: '2026-10-05T00:00:00Z', QuotedDeliveryDate: '0001-01-01T00:00:00Z', TotalCost: 12, taxPaid: 2, ConversionRate: 1 };
    const item = { SKU: 'A', ItemTitle: 'A', Quantity: 10, PackQuantity: 5, PackSize: 2, Cost: 12, Tax: 2, TaxRate: 20 };
    const read = (change: { header?: Record<string, Json>; item?: Record<string, Json> } = {}) => toPurchaseOrder({ PurchaseOrderHeader: { ...header, ...change.header }, PurchaseOrderItem: [{ ...item, ...change.item }] }, { suppliers: new Map([['s', { externalId: 's', name: 'S', currency: 'GBP', email: '' }]]), conversionRate: 'foreign per base' });
    assert.deepEqual([read().record?.grossMinor, read().record?.expectedAt], [1200, null]);
    const wrong: readonly [Parameters<typeof read>[0], RegExp][] = [
      [{ item: { Tax: 2.4 } }, /states 240 of tax at 20 % .*that would be 200/], [{ header: { TotalCost: 14.4 } }, /come to 1200 with 200 of tax, but it states 1440/], [{ header: { taxPaid: 1 } }, /it states 1200 with 100/],
      [{ item: { PackQuantity: 4 } }, /4 packs of 2 are not 10/], [{ item: { Quantity: 0 } }, /no quantity/], [{ header: { Status: 'LOST' } }, /status LOST/], [{ header: { DateOfPurchase: '0001-01-01T00:00:00Z' } }, /day of purchase is missing/],
      [{ header: { ExternalInvoiceNumber: '' } }, /no reference/], [{ header: { Currency: 'XXX' } }, /currency/], [{ item: { IsDeleted: true } }, /no lines/],
    ];
    for (const [change, says] of wrong) assert.match(read(change).issue ?? '', says);
  });

  test('suppliers and purchase orders are among what may be mapped', async () => {
    const { session } = await shop();
    const entities = await linnworks.discover(session, none());
    assert.deepEqual(entities.map(({ name }) => name), ['Order', 'StockItem', 'Return', 'PurchaseOrder', 'Supplier']);
    const field = (entity: string, path: string) => entities.find(({ name }) => name === entity)?.fields.find(one => one.path === path);
    assert.equal(field('PurchaseOrder', 'PurchaseOrderHeader.ExternalInvoiceNumber')?.samples[0], 'PO4101');
    assert.equal(field('Supplier', 'SupplierName')?.samples.length, 3);
  });
});

describe('purchasing in Sage 200', () => {
  test('shows its suppliers, and takes the purchase order at the price without VAT', async () => {
    const { session } = await connectSage(openWorkspace(), await startSage({ world }));
    const suppliers = await sage200.erp.suppliers(session);
    assert.deepEqual(suppliers.map(({ reference, name, currency, onHold, active }) => [reference, name, currency, onHold, active]), SUPPLIERS.filter(({ sageReference }) => sageReference !== null).map(({ sageReference, name, currency, onHold }) => [sageReference, name, currency, onHold, true]));
    const product = (await sage200.erp.references(session)).products.find(({ code }) => code === 'MUG-WHT');
    const line = { line_type: 'EnumLineTypeStandard', product_id: Number(product?.id), warehouse_id: 12, line_quantity: 48, unit_buying_price: 4.16667, tax_code_id: 1728 };
    const order = (reference: string): Json => ({ supplier_id: Number(suppliers.find(one => one.reference === reference)?.id), document_date: '2026-10-05T00:00:00Z', supplier_document_no: 'PO1', lines: [line] });
    const { answer } = await (sage200.erp.targets.purchaseOrder ?? assert.fail()).send(session, order('FENLAND'));
    const { total_net_value: net, total_tax_value: tax, total_gross_value: gross } = answer as Record<string, Json>;
    assert.deepEqual([net, tax, gross], [200, 40, 240]);
    await assert.rejects((sage200.erp.targets.purchaseOrder ?? assert.fail()).send(session, order('PENNINE')), /supplier PENNINE is on hold/);
  });

  test('a user who may not see purchasing still has everything else to map', async () => {
    const workspace = openWorkspace();
    const sandbox = await startSage({ world });
    const proxy = await startProxy(sandbox.url);
    const { session } = await connectSage(workspace, { ...sandbox, url: proxy.url });
    proxy.plan('/pop_orders', { kind: 'answer', status: 403 });
    const names = (await sage200.discover(session, none())).map(({ name }) => name);
    assert.ok(names.includes('sop_orders') && !names.includes('pop_orders') && !names.includes('suppliers'));
  });
});
