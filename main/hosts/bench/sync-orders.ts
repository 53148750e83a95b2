import type { Json } from '../../engine/connectors/connector.ts';

/** Records a page, as the shop of this measurement hands them out. */
export const PAGE_RECORDS = 250;

const TOWNS = ['Leeds', 'York', 'Bath', 'Derby', 'Truro', 'Perth', 'Newport', 'Antrim'];
const STREETS = ['High Street', 'Mill Lane', 'Station Road', 'Church Walk'];
const ITEMS = 200;

const money = (minor: number): string => `${Math.floor(minor / 100)}.${String(minor % 100).padStart(2, '0')}`;

export const skuOf = (item: number): string => `MUG-${String(item % ITEMS).padStart(4, '0')}`;
export const skus = (): string[] => Array.from({ length: ITEMS }, (_, item) => skuOf(item));

/** The nth order of the shop, about 800 bytes of JSON; the same number always gives the same order. */
export function shopOrder(n: number): Json {
  const quantity = 1 + (n % 3);
  const priceMinor = 999 + ((n * 37) % 4000);
  const grossMinor = priceMinor * quantity;
  const day = String(1 + (n % 28)).padStart(2, '0');
  return {
    OrderId: `9f1c7a52-0000-4000-8000-${String(n).padStart(12, '0')}`, Number: String(100_000 + n), Reference: `203-${String(1_000_000 + n)}-${String(7_000_000 - n)}`, Source: 'AMAZON', SubSource: 'Amazon UK',
    Currency: 'GBP', Rate: '1', Received: `2026-10-${day}T09:14:33.120Z`, Paid: `2026-10-${day}T09:15:02.000Z`, Changed: `2026-10-${day}T10:00:00.000Z`, Due: `2026-10-${day}T18:00:00.000Z`,
    Payment: 'Amazon Payments', Service: 'Royal Mail Tracked 48', Total: money(grossMinor),
    Buyer: {
      Name: `Alex  Example ${n}`, Company: '', Address1: `${1 + (n % 180)}  ${STREETS[n % STREETS.length]}`, Address2: 'Flat 2', Town: TOWNS[n % TOWNS.length] ?? '', Region: 'West Riding',
      PostCode: `ls${1 + (n % 20)} 1aa`, Country: 'United Kingdom', Email: `buyer-${n}@example.com`, Phone: '0113 496 0000',
    },
    Items: [{ SKU: skuOf(n), Title: `Stoneware mug, ${n % 2 === 0 ? 'blue' : 'grey'}, 350 ml`, ChannelSKU: `AMZ-${n % ITEMS}`, ItemNumber: `B0${n % ITEMS}`, Quantity: quantity, Price: money(priceMinor), Gross: money(grossMinor), TaxRate: '20', Tax: money(Math.round(grossMinor / 6)) }],
  };
}
