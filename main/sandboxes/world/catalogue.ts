import type { Channel, Product } from './world-types.ts';

export const CHANNELS: readonly Channel[] = [
  { key: 'amazon-uk', source: 'AMAZON', subSource: 'Amazon UK', currency: 'GBP', paymentMethod: 'Amazon', customerReference: 'AMZGBP', clearingBankCode: '1250', bankCode: '1200', fee: { rateBasisPoints: 1500, fixedMinor: 0 } },
  { key: 'ebay-uk', source: 'EBAY', subSource: 'northwind_home', currency: 'GBP', paymentMethod: 'eBay Managed Payments', customerReference: 'EBYGBP', clearingBankCode: '1251', bankCode: '1200', fee: { rateBasisPoints: 1280, fixedMinor: 30 } },
  { key: 'shopify-uk', source: 'SHOPIFY', subSource: 'Northwind Home UK', currency: 'GBP', paymentMethod: 'Shopify Payments', customerReference: 'SHPGBP', clearingBankCode: '1252', bankCode: '1200', fee: { rateBasisPoints: 200, fixedMinor: 25 } },
  { key: 'shopify-eu', source: 'SHOPIFY', subSource: 'Northwind Home EU', currency: 'EUR', paymentMethod: 'Shopify Payments EU', customerReference: 'SHPEUR', clearingBankCode: '1253', bankCode: '1201', fee: { rateBasisPoints: 290, fixedMinor: 30 } },
  { key: 'wholesale', source: 'DIRECT', subSource: 'Wholesale', currency: 'GBP', paymentMethod: 'Bank Transfer', customerReference: null, clearingBankCode: null, bankCode: '1200', fee: { rateBasisPoints: 0, fixedMinor: 0 } },
];

/** SKU, title, gross price in pence, VAT rate. Prices such as 27.99 have no whole net price (23.325). */
const SIMPLE: readonly (readonly [string, string, number, 20 | 5 | 0])[] = [
  ['MUG-WHT', 'Stoneware mug, white', 1499, 20], ['MUG-SET4', 'Stoneware mugs, set of 4', 4499, 20], ['BOWL-SRV', 'Serving bowl 28 cm', 3499, 20],
  ['PLATE-D6', 'Dinner plates, set of 6', 5995, 20], ['TEAPOT-CI', 'Cast iron teapot 0.8 l', 4250, 20], ['CAFET-8', 'Cafetiere 8 cup', 2999, 20],
  ['KETTLE-ST', 'Stove-top kettle', 5499, 20], ['BOARD-OAK', 'Oak chopping board', 2399, 20], ['BOARD-ACA', 'Acacia serving board', 1899, 20],
  ['KNIFE-CH', 'Chef knife 20 cm', 4799, 20], ['KNIFE-BR', 'Bread knife 22 cm', 2649, 20], ['PAN-CAST', 'Cast iron skillet 26 cm', 3999, 20],
  ['PAN-MILK', 'Milk pan 14 cm', 2199, 20], ['TIN-BRD', 'Bread bin, enamel', 3699, 20], ['JAR-KIL1', 'Clip-top jar 1 l', 699, 20],
  ['JAR-KIL6', 'Clip-top jars, set of 6', 2899, 20], ['TOWEL-TEA', 'Tea towels, pack of 3', 1299, 20], ['APRON-LIN', 'Linen apron', 2599, 20],
  ['OVEN-GLV', 'Double oven glove', 1649, 20], ['LAMP-DSK', 'Desk lamp, brass', 6499, 20], ['LAMP-TBL', 'Table lamp, ceramic', 7295, 20],
  ['SHADE-30', 'Drum shade 30 cm', 2249, 20], ['BULB-E27', 'Filament bulb E27', 749, 20], ['CUSH-VEL', 'Velvet cushion 45 cm', 1999, 20],
  ['CUSH-LIN', 'Linen cushion 50 cm', 2450, 20], ['THROW-WL', 'Wool throw', 6999, 20], ['RUG-JUT', 'Jute rug 120 x 180', 8999, 20],
  ['RUG-RUN', 'Hall runner 60 x 240', 7449, 20], ['MIRR-50', 'Round mirror 50 cm', 5999, 20], ['FRAME-A4', 'Photo frame A4', 1149, 20],
  ['FRAME-A3', 'Photo frame A3', 1599, 20], ['CLOCK-WL', 'Wall clock 30 cm', 3249, 20], ['VASE-TAL', 'Tall vase, smoke glass', 2899, 20],
  ['VASE-BUD', 'Bud vase', 899, 20], ['CNDL-FIG', 'Candle, fig', 1650, 20], ['CNDL-CED', 'Candle, cedar', 1650, 20],
  ['DIFF-100', 'Reed diffuser 100 ml', 2349, 20], ['BSKT-SEA', 'Seagrass basket', 2799, 20], ['BSKT-LND', 'Laundry basket', 4149, 20],
  ['HOOK-5', 'Wall hooks, rail of 5', 2199, 20], ['SHELF-60', 'Oak shelf 60 cm', 3899, 20], ['STOOL-PN', 'Pine step stool', 3450, 20],
  ['BATH-MAT', 'Bath mat, stone', 2999, 20], ['TOWEL-BTH', 'Bath towel', 1799, 20], ['TOWEL-HND', 'Hand towel', 999, 20],
  ['SOAP-DSP', 'Soap dispenser', 1349, 20], ['GARD-TRW', 'Hand trowel', 1249, 20], ['GARD-SEC', 'Secateurs', 2199, 20],
  ['POT-TER3', 'Terracotta pots, set of 3', 1999, 20], ['LANT-M', 'Lantern, medium', 2749, 20], ['TRAY-RND', 'Round tray', 2149, 20],
  ['SEAT-BST', 'Child booster car seat', 4495, 5], ['RAIL-GRB', 'Grab rail 45 cm', 1895, 5], ['STOOL-SHW', 'Shower stool', 3795, 5],
  ['BOOK-BAK', 'Book: The Slow Baker', 2500, 0], ['BOOK-GRD', 'Book: A Small Garden', 1899, 0], ['TEA-EB250', 'English breakfast tea 250 g', 895, 0],
  ['COFF-1KG', 'Coffee beans 1 kg', 1850, 0], ['BIB-BABY', 'Baby bibs, pack of 3', 1199, 0],
];

/** Renamed in mid-month: Linnworks sells the new code, Sage still knows only the old one. */
export const RENAMED = { oldSku: 'MUG-BLU', newSku: 'MUG-BLU2', from: '2026-10-15', title: 'Stoneware mug, blue', grossMinor: 2799 } as const;
export const RENAMED_ALSO = { oldSku: 'TRAY-ACA-L', newSku: 'TRAY-ACA/L', from: '2026-10-15', title: 'Acacia tray, large', grossMinor: 3349 } as const;

export function makeProducts(): readonly Product[] {
  const simple = (sku: string, sageCode: string | null, title: string, grossMinor: number, vatRate: 20 | 5 | 0, index: number, archived = false): Product => ({
    sku, sageCode, title, grossMinor, vatRate, barcode: `50123456${String(10_000 + index * 7)}`, stock: 40 + ((index * 37) % 260), parts: [], archived,
  });
  return [
    ...SIMPLE.map(([sku, title, grossMinor, vatRate], index) => simple(sku, sku, title, grossMinor, vatRate, index)),
    simple(RENAMED.oldSku, RENAMED.oldSku, RENAMED.title, RENAMED.grossMinor, 20, 70, true),
    simple(RENAMED.newSku, null, RENAMED.title, RENAMED.grossMinor, 20, 71),
    simple(RENAMED_ALSO.oldSku, RENAMED_ALSO.oldSku, RENAMED_ALSO.title, RENAMED_ALSO.grossMinor, 20, 72, true),
    simple(RENAMED_ALSO.newSku, null, RENAMED_ALSO.title, RENAMED_ALSO.grossMinor, 20, 73),
    { ...simple('GIFT-CAFE', 'GIFT-CAFE', 'Gift set: cafetiere and four mugs', 6999, 20, 74), parts: [{ sku: 'CAFET-8', quantity: 1 }, { sku: 'MUG-SET4', quantity: 1 }] },
    { ...simple('SET-BATH', null, 'Bath set: 2 bath and 2 hand towels', 4999, 20, 75), parts: [{ sku: 'TOWEL-BTH', quantity: 2 }, { sku: 'TOWEL-HND', quantity: 2 }] },
  ];
}

export const FIRST_NAMES = ['Amelia', 'Oliver', 'Priya', 'George', 'Sian', 'Callum', 'Fatima', 'Harry', 'Niamh', 'Tomasz', 'Grace', 'Ravi', 'Ellen', 'Jack', 'Zainab', 'Hugh', 'Morag', 'Dylan', 'Ana', 'Peter'] as const;
export const LAST_NAMES = ['Ashworth', 'Bell', 'Chowdhury', 'Davies', 'Evans', 'Fletcher', 'Grant', 'Hughes', 'Iqbal', 'Jenkins', 'Kowalski', 'Lamb', 'Moss', 'Nolan', "O'Brien", 'Patel', 'Quinn', 'Reid', 'Singh', 'Turner', 'Underwood', 'Walsh', 'Young'] as const;
export const STREETS = ['High Street', 'Church Lane', 'Victoria Road', 'Mill Lane', 'Station Road', 'The Green', 'Park Avenue', 'Kings Road', 'Orchard Close', 'Albert Terrace'] as const;
export const EU_STREETS = ['Hoofdstraat', 'Rue du Moulin', 'Gartenweg', 'Main Street', 'Kerkstraat', 'Rue de la Paix', 'Lindenallee'] as const;

export type Place = { town: string; region: string; postcode: string; country: string; countryCode: string };
const place = (town: string, region: string, postcode: string, country = 'United Kingdom', countryCode = 'GB'): Place => ({ town, region, postcode, country, countryCode });

export const UK_PLACES: readonly Place[] = [
  place('Leeds', 'West Yorkshire', 'LS1 4DY'), place('Bristol', '', 'BS1 5TR'), place('Cardiff', 'South Glamorgan', 'CF10 1EP'), place('Glasgow', '', 'G1 3SQ'),
  place('Norwich', 'Norfolk', 'NR2 1TF'), place('Exeter', 'Devon', 'EX1 1GJ'), place('Belfast', 'County Antrim', 'BT1 5GS'), place('Sheffield', 'South Yorkshire', 'S1 2HH'),
  place('London', '', 'SE1 9SG'), place('Brighton', 'East Sussex', 'BN1 1EE'), place('York', 'North Yorkshire', 'YO1 7HH'), place('Perth', '', 'PH1 5SU'), place('Truro', 'Cornwall', 'TR1 2QU'), place('Chester', 'Cheshire', 'CH1 2HJ'),
];
export const EU_PLACES: readonly Place[] = [
  place('Dublin', '', 'D02 X285', 'Ireland', 'IE'), place('Cork', '', 'T12 W8KP', 'Ireland', 'IE'), place('Paris', '', '75011', 'France', 'FR'), place('Lyon', '', '69002', 'France', 'FR'),
  place('Berlin', '', '10115', 'Germany', 'DE'), place('Hamburg', '', '20095', 'Germany', 'DE'), place('Utrecht', '', '3511 LX', 'Netherlands', 'NL'), place('Amsterdam', '', '1012 AB', 'Netherlands', 'NL'),
];
/** Places whose VAT Sage has no code for. */
export const FAR_PLACES: readonly (Place & { taxRate: number })[] = [
  { ...place('Bergen', '', '5003', 'Norway', 'NO'), taxRate: 25 }, { ...place('Zürich', '', '8001', 'Switzerland', 'CH'), taxRate: 8.1 },
];

/** Company, town index, Sage account. The first is on hold in Sage. */
export const TRADE: readonly (readonly [string, number, string | null])[] = [
  ['Pennine Gift Rooms Ltd', 7, 'PENNIN01'], ['Harbour & Vine Ltd', 1, 'HARBOU01'], ['Thistle Interiors Ltd', 3, 'THISTL01'], ['Fenland Living Ltd', 4, 'FENLAN01'],
  ['Castle Street Stores', 2, 'CASTLE01'], ['Southbank Homewares Ltd', 8, 'SOUTHB01'], ['Lanes of Brighton Ltd', 9, 'LANESB01'], ['Minster Kitchens Ltd', 10, 'MINSTE01'],
  ['Lagan Living Ltd', 6, 'LAGANL01'], ['Tamar Trading Co', 12, 'TAMART01'], ['Aire Valley Hotels Ltd', 0, 'AIREVA01'], ['Tay Cottage Lets Ltd', 11, 'TAYCOT01'],
  ['Rows & Walls Ltd', 13, null], ['Exe Estuary Cafes Ltd', 5, null], ['Northern Quarter Lettings Ltd', 0, null], ['Wold Farm Shop Ltd', 10, null],
];

export const LONG_NAMES = [
  'The Incorporated Society of Somerset and Wiltshire Village Hall Keepers and Caretakers',
  'Department of Ceramics and Domestic History, The University of the Far North-East Counties',
  'Mr and Mrs Bartholomew Featherstonehaugh-Cholmondeley of The Old Rectory at Little Snoring',
] as const;
